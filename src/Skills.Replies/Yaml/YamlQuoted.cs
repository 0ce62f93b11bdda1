using System.Buffers;
using System.Globalization;
using System.Text;
using Skills.Replies.Parsing;

namespace Skills.Replies.Yaml;

/// <summary>Reads scalars in single or double quotes (YAML 1.2.2 §7.3.1 and §7.3.2).</summary>
internal sealed class YamlQuoted(YamlCursor cursor)
{
    private static readonly SearchValues<char> EndsDouble = SearchValues.Create("\"\\\n\r");
    private static readonly SearchValues<char> EndsSingle = SearchValues.Create("'\n\r");

    private readonly StringBuilder _text = new();
    private int _kept;

    /// <summary>Returns the place after the closing quote when it is on the same line; −1 otherwise.</summary>
    /// <param name="cursor">The opening quote.</param>
    /// <param name="most">How many characters are looked at.</param>
    public static int EndOnLine(YamlCursor cursor, int most)
    {
        var quote = cursor.Current;
        var limit = Math.Min(cursor.End, cursor.At + most);
        for (var i = cursor.At + 1; i < limit && cursor.Text[i] is not ('\n' or '\r'); i++)
        {
            var c = cursor.Text[i];
            if (c == '\\' && quote == '"')
            {
                i++;
            }
            else if (c == quote && (quote == '"' || i + 1 >= cursor.End || cursor.Text[i + 1] != quote))
            {
                return i + 1;
            }
            else if (c == quote)
            {
                i++;
            }
        }

        return -1;
    }

    /// <summary>Reads the scalar at the cursor; −1 when it does not end, or has an escape that YAML does not know.</summary>
    public static int Read(YamlCursor cursor, ReplyTree tree, NodeFlags flags)
    {
        var quote = cursor.Current;
        cursor.Pass(1);
        var start = cursor.At;
        if (IsAsWritten(cursor, quote, out var close))
        {
            cursor.MoveTo(close + 1);
            return tree.Add(NodeKind.String, flags, start, close);
        }

        var reader = new YamlQuoted(cursor);
        var isClosed = quote == '"' ? reader.Double() : reader.Single();
        var text = reader._text.ToString();
        if (!isClosed || YamlEscapes.HoldsHalfPair(text))
        {
            return -1;
        }

        var node = tree.Add(NodeKind.String, flags, start, cursor.At, text);
        cursor.Pass(1);
        return node;
    }

    // Most scalars end on their line and hold no escape. Their text is the reply's own.
    private static bool IsAsWritten(YamlCursor cursor, char quote, out int close)
    {
        var rest = cursor.Text.AsSpan(cursor.At, cursor.End - cursor.At);
        var at = quote == '"' ? rest.IndexOfAny(EndsDouble) : rest.IndexOfAny(EndsSingle);
        close = cursor.At + at;
        return at >= 0 && rest[at] == quote && (quote == '"' || at + 1 == rest.Length || rest[at + 1] != quote);
    }

    private bool Single()
    {
        while (!cursor.IsAtEnd)
        {
            if (cursor.Current == '\'')
            {
                if (cursor.Ahead(1) != '\'')
                {
                    return true;
                }

                cursor.Pass(1);
            }

            if (!Character())
            {
                return false;
            }
        }

        return false;
    }

    private bool Double()
    {
        while (!cursor.IsAtEnd && cursor.Current != '"')
        {
            if (!(cursor.Current == '\\' ? Escape() : Character()))
            {
                return false;
            }
        }

        return !cursor.IsAtEnd;
    }

    private bool Character()
    {
        if (cursor.IsAtBreak)
        {
            _text.Length = _kept;
            return Break() is > 0 and var breaks && Folded(breaks);
        }

        _text.Append(cursor.Current);
        _kept = cursor.Current is ' ' or '\t' ? _kept : _text.Length;
        cursor.Pass(1);
        return true;
    }

    private bool Folded(int breaks)
    {
        YamlPlain.Fold(_text, breaks);
        _kept = _text.Length;
        return true;
    }

    // Passes line breaks and the white space around them; 0 where the document ends within the quotes.
    private int Break()
    {
        var breaks = 0;
        while (cursor.IsAtBreak && cursor.PassBreak())
        {
            breaks++;
            if (cursor.IsAtMarker)
            {
                return 0;
            }

            cursor.SkipSpaces();
        }

        return breaks;
    }

    private bool Escape()
    {
        var c = cursor.Ahead(1);
        cursor.Pass(2);
        switch (c)
        {
            case 'x' or 'u' or 'U':
                return Code(c == 'x' ? 2 : c == 'u' ? 4 : 8);
            case '\n' or '\r':
                // An escaped line break joins two lines without a space.
                cursor.Pass(-1);
                var breaks = Break();
                _text.Append('\n', Math.Max(0, breaks - 1));
                _kept = _text.Length;
                return breaks > 0;
            default:
                var meant = YamlEscapes.Meaning(c);
                _text.Append(meant);
                _kept = _text.Length;
                return meant is not null;
        }
    }

    private bool Code(int digits)
    {
        if (cursor.At + digits > cursor.End || !uint.TryParse(cursor.Text.AsSpan(cursor.At, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code) || code > 0x10ffff)
        {
            return false;
        }

        // Models write characters beyond the first plane as JSON does, as two halves, each escaped.
        _ = code <= char.MaxValue ? _text.Append((char)code) : _text.Append(char.ConvertFromUtf32((int)code));
        _kept = _text.Length;
        cursor.Pass(digits);
        return true;
    }
}
