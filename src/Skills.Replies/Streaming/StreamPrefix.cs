using System.Text;
using Skills.Replies.Parsing;

namespace Skills.Replies.Streaming;

/// <summary>Finds where the value of a streamed reply begins: past prose, fences and thoughts.</summary>
internal sealed class StreamPrefix
{
    private const int LongestMark = 32;
    private readonly StringBuilder _tail = new();
    private readonly CharBuffer _head = new(SpokenThoughts.LongestOpening + 1);
    private string? _closing;
    private char _bracket;
    private bool _bracketIsFirst;
    private bool _hasText;

    /// <summary>Takes one character.</summary>
    /// <returns>The bracket that opened the value, when this character shows that it did; the character itself is the first one within it.</returns>
    public char Next(char c)
    {
        if (_closing is null && _bracket != '\0')
        {
            if (ReplyText.IsSpace(c))
            {
                return '\0';
            }

            var bracket = _bracket;
            _bracket = '\0';
            if (Fits(bracket, c) || (bracket == '[' && _bracketIsFirst && char.IsLetter(c)))
            {
                return bracket;
            }
        }

        Remember(c);
        if (_closing is null && c is '{' or '[')
        {
            (_bracket, _bracketIsFirst) = (c, !_hasText);
        }

        _hasText |= !ReplyText.IsSpace(c);

        return '\0';
    }

    private static bool Fits(char bracket, char c) => bracket == '{'
        ? ReplyText.IsQuote(c) || char.IsLetter(c) || c is '_' or '}' or '/' or '#' or '\\'
        : ReplyText.IsQuote(c) || char.IsAsciiDigit(c) || c is '{' or '[' or ']' or '-' or '/';

    private void Remember(char c)
    {
        if (_tail.Length == LongestMark)
        {
            _tail.Remove(0, LongestMark / 2);
        }

        _tail.Append(c);
        var spoken = Spoken(c);
        if (c is not ('>' or ']' or '▷' or ':' or 'l') && spoken is null)
        {
            return;
        }

        var text = _tail.ToString();
        if (_closing is null)
        {
            _closing = spoken ?? ReasoningBlocks.ClosingOf(text);
        }
        else if (text.EndsWith(_closing, StringComparison.OrdinalIgnoreCase))
        {
            _closing = null;
        }

        if (_closing is not null)
        {
            _bracket = '\0';
        }
    }

    // Thoughts without a mark begin the reply.
    private string? Spoken(char c)
    {
        if (_head.Length > SpokenThoughts.LongestOpening || (_head.Length == 0 && ReplyText.IsSpace(c)))
        {
            return null;
        }

        _head.Append(c);
        return SpokenThoughts.ClosingOf(_head.Span);
    }
}
