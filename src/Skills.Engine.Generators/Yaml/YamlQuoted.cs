using System.Globalization;
using System.Text;

namespace Skills.Engine.Generators.Yaml;

/// <summary>Reads scalars in single and double quotes (YAML 1.2.2 §7.3.1 and §7.3.2). JSON's texts are among them.</summary>
internal static class YamlQuoted
{
    private const string Escapes = "0abtnvfre\"/\\N_LP ";
    private const string Meanings = "\0\a\b\t\n\v\f\r\u001b\"/\\\u0085\u00a0\u2028\u2029 ";

    /// <exception cref="YamlException">The quotes are not closed, or an escape is not valid.</exception>
    public static YamlScalar Read(YamlCursor cursor)
    {
        var (start, quote, text) = (cursor.At, cursor.Current, new StringBuilder());
        cursor.Pass(1);
        while (true)
        {
            if (cursor.IsAtDocumentEnd)
            {
                throw YamlException.Syntax(start, "The quotes that begin here are not closed.");
            }

            if (cursor.IsAtBreak)
            {
                Break(cursor, text);
                continue;
            }

            var c = cursor.Current;
            cursor.Pass(1);
            if (c == quote && (quote == '"' || cursor.Current != '\''))
            {
                return new(start, cursor.At, text.ToString());
            }

            if (c == '\\' && quote == '"')
            {
                Escape(cursor, text);
                continue;
            }

            cursor.Pass(c == quote ? 1 : 0);
            text.Append(c);
        }
    }

    /// <summary>Returns the place after the closing quote, when it is on this line; else −1.</summary>
    public static int EndOnLine(YamlCursor cursor)
    {
        var quote = cursor.Current;
        for (var i = cursor.At + 1; i < cursor.End && cursor.Text[i] is not ('\n' or '\r'); i++)
        {
            if (cursor.Text[i] == '\\' && quote == '"')
            {
                i++;
            }
            else if (cursor.Text[i] == quote)
            {
                if (quote == '"' || i + 1 >= cursor.End || cursor.Text[i + 1] != '\'')
                {
                    return i + 1;
                }

                i++;
            }
        }

        return -1;
    }

    // White space around a line break goes; the break becomes a space, and each further one stays.
    private static void Break(YamlCursor cursor, StringBuilder text)
    {
        while (text.Length > 0 && text[text.Length - 1] is ' ' or '\t')
        {
            text.Length--;
        }

        YamlPlain.Fold(text, PassBreaks(cursor));
    }

    private static int PassBreaks(YamlCursor cursor)
    {
        var breaks = 0;
        while (!cursor.IsAtEnd && cursor.IsAtBreak)
        {
            cursor.PassBreak();
            breaks++;
            if (!cursor.IsAtDocumentEnd)
            {
                cursor.SkipSpaces();
            }
        }

        return breaks;
    }

    private static void Escape(YamlCursor cursor, StringBuilder text)
    {
        var (at, c) = (cursor.At - 1, cursor.Current);
        if (cursor.IsAtBreak)
        {
            // The line goes on below without a space.
            text.Append('\n', Math.Max(0, PassBreaks(cursor) - 1));
            return;
        }

        cursor.Pass(1);
        var digits = c switch { 'x' => 2, 'u' => 4, 'U' => 8, _ => 0 };
        if (digits > 0)
        {
            Code(cursor, text, digits, at);
            return;
        }

        var index = Escapes.IndexOf(c == '\t' ? 't' : c);
        text.Append(index < 0 ? throw YamlException.Syntax(at, $"'\\{c}' is not an escape. Write '\\\\{c}', or use single quotes.", 2) : Meanings[index]);
    }

    private static void Code(YamlCursor cursor, StringBuilder text, int digits, int at)
    {
        var length = Math.Min(digits, cursor.End - cursor.At);
        if (length < digits || !int.TryParse(cursor.Text.Substring(cursor.At, length), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code) || code > 0x10ffff)
        {
            throw YamlException.Syntax(at, $"{digits} hexadecimal digits must follow this escape.", 2);
        }

        cursor.Pass(digits);
        _ = code > 0xffff ? text.Append(char.ConvertFromUtf32(code)) : text.Append((char)code);
    }
}
