using System.Globalization;

namespace Skills.Replies.Streaming;

/// <summary>Takes one level of escapes off a streamed reply that is JSON within a string, with its quotes or without: <c>"{\"a\": 1}"</c>.</summary>
/// <param name="mayBeQuoted">Whether a text as a whole cannot be the answer.</param>
internal sealed class StreamEscapes(bool mayBeQuoted)
{
    private string _held = "";
    private string? _escape;
    private State _state;

    private enum State
    {
        Start,
        Escaped,
        Quoted,
        Plain,
        Ended,
    }

    /// <summary>Gets a value indicating whether the rest of the reply needs no rewriting.</summary>
    public bool IsPlain => _state == State.Plain;

    /// <summary>Takes one character.</summary>
    /// <returns>The text to read, which may be empty; null when the rest cannot be known.</returns>
    public string? Next(char c) => _state switch
    {
        State.Start => Start(c),
        State.Ended => "",
        _ => Rewrite(c),
    };

    private string? Start(char c)
    {
        if (_held.Length == 0 && Parsing.ReplyText.IsSpace(c))
        {
            return "";
        }

        _held += c;
        switch (_held)
        {
            case "\"" when mayBeQuoted:
            case "{" or "[" or "{\\" or "[\\":
                return "";
            case "\"{" or "\"[":
                _state = State.Quoted;
                return _held[1..];
            case "{\\\"" or "[\\\"" or "{\\n" or "[\\n":
                _state = State.Escaped;
                return _held[0] + (c == 'n' ? "\n" : "\"");
            default:
                _state = State.Plain;
                return _held;
        }
    }

    private string? Rewrite(char c)
    {
        if (_escape is null)
        {
            return c switch
            {
                '\\' => Hold(""),
                '"' => End(),
                _ => c.ToString(),
            };
        }

        if (_escape.Length > 0 || c == 'u')
        {
            return Hex(c);
        }

        _escape = null;
        return "bfnrt".IndexOf(c, StringComparison.Ordinal) is >= 0 and var index ? "\b\f\n\r\t"[index].ToString() : c is '"' or '\\' or '/' ? c.ToString() : null;
    }

    private string Hold(string escape)
    {
        _escape = escape;
        return "";
    }

    private string? Hex(char c)
    {
        var escape = _escape + c;
        if (escape.Length < 5)
        {
            return Hold(escape);
        }

        _escape = null;
        return ushort.TryParse(escape.AsSpan(1), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code) ? ((char)code).ToString() : null;
    }

    private string? End()
    {
        var isEnd = _state == State.Quoted;
        _state = State.Ended;
        return isEnd ? "" : null;
    }
}
