using System.Globalization;
using Skills.Engine.SkillFiles.Sources;

namespace Skills.Engine.SkillFiles.Import.Handlebars;

/// <summary>Reads the inside of a tag.</summary>
internal sealed class HandlebarsCallParser(string text, int origin)
{
    private const int MaxDepth = 16;
    private int _at;

    /// <exception cref="ForeignTemplateException">It cannot be read.</exception>
    public static HandlebarsCall Parse(string text, int origin)
    {
        var parser = new HandlebarsCallParser(text, origin);
        var call = parser.Call(0, closing: false);
        return parser._at == text.Length ? call : throw parser.Wrong("This cannot be read.");
    }

    private HandlebarsCall Call(int depth, bool closing)
    {
        SkipBlank();
        var head = Value(depth);
        var values = new List<HandlebarsExpression>();
        var named = new Dictionary<string, HandlebarsExpression>();
        List<string> blockNames = [];
        for (SkipBlank(); _at < text.Length && !(closing && text[_at] == ')'); SkipBlank())
        {
            if (text.AsSpan(_at).StartsWith("as |"))
            {
                var end = text.IndexOf('|', _at + 4);
                blockNames = end < 0 ? throw Wrong("The names after 'as' are not closed.") : [.. text[(_at + 4)..end].Split(' ', StringSplitOptions.RemoveEmptyEntries)];
                _at = end + 1;
            }
            else if (Name() is { } name)
            {
                named[name] = Value(depth);
            }
            else
            {
                values.Add(Value(depth));
            }
        }

        return new(head, values, named, blockNames);
    }

    // A name directly before an equals sign; otherwise nothing is read.
    private string? Name()
    {
        var end = _at;
        while (end < text.Length && (char.IsLetterOrDigit(text[end]) || text[end] is '_' or '-'))
        {
            end++;
        }

        if (end == _at || end >= text.Length || text[end] != '=')
        {
            return null;
        }

        var name = text[_at..end];
        _at = end + 1;
        return name;
    }

    private HandlebarsExpression Value(int depth)
    {
        var start = _at;
        if (_at >= text.Length)
        {
            throw Wrong("A name or a value is missing in this tag.");
        }

        switch (text[_at])
        {
            case '(':
                if (depth == MaxDepth)
                {
                    throw Wrong("Calls are nested too deeply.");
                }

                _at++;
                var call = Call(depth + 1, closing: true);
                if (_at >= text.Length)
                {
                    throw Wrong("This parenthesis is not closed.");
                }

                _at++;
                return new HandlebarsSubexpression(call, origin + start);
            case '"' or '\'':
                var quote = text[_at];
                var close = text.IndexOf(quote, _at + 1);
                if (close < 0)
                {
                    throw Wrong("This quotation mark is not closed.");
                }

                _at = close + 1;
                var content = text[(start + 1)..close];
                return new HandlebarsLiteral(JinjaLiteral(content), content, origin + start);
            default:
                return Word(start);
        }
    }

    private HandlebarsExpression Word(int start)
    {
        while (_at < text.Length && !char.IsWhiteSpace(text[_at]) && text[_at] is not (')' or '(' or '=' or '|' or '"' or '\''))
        {
            _at = text[_at] == '[' ? Math.Max(_at + 1, text.IndexOf(']', _at) + 1) : _at + 1;
        }

        var word = text[start.._at];
        if (word.Length == 0)
        {
            throw Wrong("This cannot be read.");
        }

        return word switch
        {
            "true" or "false" => new HandlebarsLiteral(word, null, origin + start),
            "null" or "undefined" => new HandlebarsLiteral("none", null, origin + start),
            _ when double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out _) && word[0] is (>= '0' and <= '9') or '-' => new HandlebarsLiteral(word, null, origin + start),
            _ => Path(word, origin + start),
        };
    }

    private static HandlebarsPath Path(string word, int offset)
    {
        var data = word.StartsWith('@');
        word = data ? word[1..] : word;
        var up = 0;
        while (word.StartsWith("../", StringComparison.Ordinal) || word == "..")
        {
            up++;
            word = word == ".." ? "" : word[3..];
        }

        var names = new List<string>();
        var isThis = word is "" or "this" or ".";
        foreach (var part in Parts(word))
        {
            if (names.Count == 0 && part is "this" or ".")
            {
                isThis = true;
            }
            else
            {
                names.Add(part);
            }
        }

        return names.TrueForAll(static n => n.Length > 0) ? new(up, data, names, isThis, offset) : throw new ForeignTemplateException($"'{word}' is not a valid path.", offset);
    }

    private static IEnumerable<string> Parts(string word)
    {
        word = word.StartsWith("./", StringComparison.Ordinal) ? "this." + word[2..] : word;
        for (var at = 0; at < word.Length;)
        {
            if (word[at] == '[')
            {
                var close = word.IndexOf(']', at);
                close = close < 0 ? word.Length : close;
                yield return word[(at + 1)..close];
                at = close + 1;
            }
            else
            {
                var end = word.AsSpan(at).IndexOfAny("./[");
                end = end < 0 ? word.Length : at + end;
                if (end > at)
                {
                    yield return word[at..end];
                }

                at = end;
            }

            at += at < word.Length && word[at] is '.' or '/' ? 1 : 0;
        }
    }

    /// <summary>Text as a Jinja string.</summary>
    internal static string JinjaLiteral(string value) => RelaxedJson.Of(value);

    private void SkipBlank()
    {
        while (_at < text.Length && char.IsWhiteSpace(text[_at]))
        {
            _at++;
        }
    }

    private ForeignTemplateException Wrong(string sentence) => new(sentence, origin + Math.Min(_at, text.Length));
}
