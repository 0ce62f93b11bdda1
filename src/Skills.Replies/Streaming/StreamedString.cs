using System.Buffers;
using System.Globalization;
using Skills.Replies.Parsing;

namespace Skills.Replies.Streaming;

/// <summary>A quoted string that arrives in pieces. Its end is a quote followed by something that fits.</summary>
internal sealed class StreamedString
{
    private static readonly SearchValues<char> Special = SearchValues.Create("\\\"'`\u201d\u201c\u201f\u2018\u2019\u201b\u00b4");

    private const int ShortPiece = 16;

    private readonly CharBuffer _key = new(64);
    private readonly CharBuffer _held = new(16);
    private char _opener;
    private State _state;
    private int _hex;
    private int _hexLeft;

    private enum State
    {
        Plain,
        Escape,
        Hex,
        Quote,
    }

    /// <summary>The text of a key.</summary>
    public ReadOnlySpan<char> Key => _key.Span;

    public void Begin(char opener)
    {
        _opener = opener;
        _state = State.Plain;
        _key.Clear();
    }

    /// <summary>Takes as much of a piece as belongs to the string.</summary>
    /// <param name="piece">The next characters.</param>
    /// <param name="tree">Where a value's text goes; null for a key.</param>
    /// <param name="ended">Whether the string is over; the character that shows it is not taken.</param>
    /// <returns>How many characters were taken.</returns>
    public int Take(ReadOnlySpan<char> piece, PartialTree? tree, out bool ended)
    {
        ended = false;
        if (_state == State.Plain)
        {
            return Plain(piece, tree is null ? _key : tree.Characters, out ended, isKey: tree is null);
        }

        switch (_state)
        {
            case State.Escape:
                Escape(piece[0], tree);
                return 1;
            case State.Hex:
                Hex(piece[0], tree);
                return 1;
            default:
                ended = Ends(piece[0], tree);
                return ended || _state == State.Plain ? 0 : 1;
        }
    }

    // Copies what needs no thought, up to the next quote or backslash, and takes that too.
    private int Plain(ReadOnlySpan<char> piece, CharBuffer into, out bool ended, bool isKey)
    {
        ended = false;
        var length = _opener == '"' && piece.Length <= ShortPiece ? CopyShort(piece, into) : Copy(piece, into);
        if (length < 0)
        {
            return piece.Length;
        }

        var c = piece[length];
        if (c == '\\')
        {
            _state = State.Escape;
        }
        else if (!ReplyText.Closes(_opener, c))
        {
            into.Append(c);
        }
        else if (isKey || (length + 1 < piece.Length && piece[length + 1] is ',' or '}' or ']'))
        {
            ended = true;
        }
        else
        {
            _held.Clear();
            _held.Append(c);
            _state = State.Quote;
        }

        return length + 1;
    }

    private int Copy(ReadOnlySpan<char> piece, CharBuffer into)
    {
        var length = _opener == '"' ? piece.IndexOfAny('"', '\\') : piece.IndexOfAny(Special);
        into.Append(length < 0 ? piece : piece[..length]);
        return length;
    }

    // A few characters are sooner looked at one by one than searched and copied.
    private static int CopyShort(ReadOnlySpan<char> piece, CharBuffer into)
    {
        var room = into.Room(piece.Length);
        for (var i = 0; i < piece.Length; i++)
        {
            var c = piece[i];
            if (c is '"' or '\\')
            {
                into.Advance(i);
                return i;
            }

            room[i] = c;
        }

        into.Advance(piece.Length);
        return -1;
    }

    private void Escape(char c, PartialTree? tree)
    {
        _state = State.Plain;
        if (c == 'u')
        {
            (_state, _hexLeft, _hex) = (State.Hex, 4, 0);
            return;
        }

        var index = "bfnrt".IndexOf(c);
        Emit([index >= 0 ? "\b\f\n\r\t"[index] : c], tree);
    }

    private void Hex(char c, PartialTree? tree)
    {
        _hex = (_hex << 4) | (char.IsAsciiHexDigit(c) ? int.Parse([c], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture) : 0);
        if (--_hexLeft == 0)
        {
            _state = State.Plain;
            Emit([(char)_hex], tree);
        }
    }

    // Whether the quote that was held back ends the string, now that the character after it is known.
    private bool Ends(char c, PartialTree? tree)
    {
        if (ReplyText.IsSpace(c))
        {
            _held.Append(c);
            return false;
        }

        if (c is ',' or '}' or ']' or '/' or '#' || ReplyText.IsQuote(c))
        {
            return true;
        }

        _state = State.Plain;
        Emit(_held.Span, tree);
        return false;
    }

    private void Emit(ReadOnlySpan<char> text, PartialTree? tree) => (tree?.Characters ?? _key).Append(text);
}
