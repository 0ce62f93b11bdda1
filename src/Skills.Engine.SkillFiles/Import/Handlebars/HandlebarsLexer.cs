namespace Skills.Engine.SkillFiles.Import.Handlebars;

/// <summary>What a tag does.</summary>
internal enum HandlebarsTagKind
{
    Text,
    Value,
    Open,
    OpenInverse,
    Else,
    Close,
    Partial,
    Comment,
}

/// <summary>A tag, or the text between two tags.</summary>
/// <param name="Kind">What it does.</param>
/// <param name="Body">The text, or what stands inside the braces.</param>
/// <param name="Offset">Where it stands in the template.</param>
/// <param name="BodyOffset">Where its body stands.</param>
/// <param name="StripLeft">Whether a tilde takes the white space before it.</param>
/// <param name="StripRight">Whether a tilde takes the white space after it.</param>
internal sealed record HandlebarsToken(HandlebarsTagKind Kind, string Body, int Offset, int BodyOffset = 0, bool StripLeft = false, bool StripRight = false);

/// <summary>Splits a Handlebars template into tags and text, and takes away the white space that tildes and lines of a tag alone swallow.</summary>
internal static class HandlebarsLexer
{
    private static readonly char[] Blank = [' ', '\t'];

    /// <exception cref="ForeignTemplateException">A tag is not closed.</exception>
    public static IReadOnlyList<HandlebarsToken> Read(string template)
    {
        var tokens = new List<HandlebarsToken>();
        var text = 0;
        var literal = new System.Text.StringBuilder();
        for (var at = template.IndexOf("{{", StringComparison.Ordinal); at >= 0; at = template.IndexOf("{{", text, StringComparison.Ordinal))
        {
            if (at > 0 && template[at - 1] == '\\')
            {
                // \{{ is text up to the end of the tag.
                var close = template.IndexOf("}}", at, StringComparison.Ordinal);
                close = close < 0 ? template.Length : close + 2;
                literal.Append(template.AsSpan(text, at - 1 - text)).Append(template.AsSpan(at, close - at));
                text = close;
                continue;
            }

            literal.Append(template.AsSpan(text, at - text));
            Flush(at);
            var (tag, end) = Tag(template, at);
            tokens.Add(tag);
            text = end;
        }

        literal.Append(template.AsSpan(text));
        Flush(template.Length);
        return Trim(tokens);

        void Flush(int until)
        {
            if (literal.Length > 0)
            {
                tokens.Add(new(HandlebarsTagKind.Text, literal.ToString(), until - literal.Length));
                literal.Clear();
            }
        }
    }

    private static (HandlebarsToken Tag, int End) Tag(string template, int at)
    {
        if (template.AsSpan(at).StartsWith("{{{{"))
        {
            throw new ForeignTemplateException("Raw blocks ({{{{…}}}}) cannot be translated.", at);
        }

        var (open, close) = template.AsSpan(at).StartsWith("{{{") ? (3, "}}}") : (2, "}}");
        var start = at + open;
        var stripLeft = start < template.Length && template[start] == '~';
        start += stripLeft ? 1 : 0;
        if (template.AsSpan(start).StartsWith("!--"))
        {
            close = "--";
        }

        var end = template.IndexOf(close, close == "--" ? start + 3 : start, StringComparison.Ordinal);
        var stop = close == "--" && end >= 0 ? template.IndexOf("}}", end, StringComparison.Ordinal) : end;
        if (end < 0 || stop < 0)
        {
            throw new ForeignTemplateException("This tag is not closed.", at);
        }

        var after = close == "--" ? stop + 2 : stop + close.Length;
        var stripRight = template[stop - 1] == '~' && stop - 1 >= start;
        var body = close == "--" ? "" : template[start..(stripRight ? stop - 1 : stop)];
        if (close != "--" && template[start] != '!' && body.Contains("{{", StringComparison.Ordinal))
        {
            throw new ForeignTemplateException("This tag is not closed before the next one opens.", at);
        }

        var (kind, skip) = template[start] switch
        {
            '!' => (HandlebarsTagKind.Comment, 1),
            '#' when body is ['#', '>', ..] or ['#', '*', ..] => throw new ForeignTemplateException("Partial blocks and inline partials cannot be translated.", at),
            '#' => (HandlebarsTagKind.Open, 1),
            '^' when body.AsSpan(1).Trim().Length == 0 => (HandlebarsTagKind.Else, 1),
            '^' => (HandlebarsTagKind.OpenInverse, 1),
            '/' => (HandlebarsTagKind.Close, 1),
            '>' => (HandlebarsTagKind.Partial, 1),
            '&' => (HandlebarsTagKind.Value, 1),
            _ => (IsElse(body) ? HandlebarsTagKind.Else : HandlebarsTagKind.Value, 0),
        };
        return (new(kind, kind == HandlebarsTagKind.Comment ? "" : body[skip..], at, start + skip, stripLeft, stripRight), after);
    }

    private static bool IsElse(string body) => body.Trim() is "else" || body.TrimStart().StartsWith("else ", StringComparison.Ordinal);

    private static List<HandlebarsToken> Trim(List<HandlebarsToken> tokens)
    {
        // Whether a tag stands alone on its line is judged by the text as written, before any of it is taken away.
        var cuts = new (bool Left, bool Right)[tokens.Count];
        for (var i = 0; i < tokens.Count; i++)
        {
            cuts[i].Left = cuts[i].Right = tokens[i].Kind is not (HandlebarsTagKind.Text or HandlebarsTagKind.Value)
                && EndsLine(tokens, i) && BeginsLine(tokens, i);
        }

        var result = new List<HandlebarsToken>(tokens);
        for (var i = 0; i < tokens.Count; i++)
        {
            if (tokens[i].Kind == HandlebarsTagKind.Text)
            {
                continue;
            }

            if (i > 0 && result[i - 1] is { Kind: HandlebarsTagKind.Text } before)
            {
                var kept = tokens[i].StripLeft ? before.Body.TrimEnd() : cuts[i].Left ? before.Body.TrimEnd(Blank) : before.Body;
                result[i - 1] = before with { Body = kept };
            }

            if (i + 1 < tokens.Count && result[i + 1] is { Kind: HandlebarsTagKind.Text } next)
            {
                var kept = tokens[i].StripRight ? next.Body.TrimStart() : cuts[i].Right ? AfterBreak(next.Body) : next.Body;
                result[i + 1] = next with { Body = kept, Offset = next.Offset + next.Body.Length - kept.Length };
            }
        }

        return [.. result.Where(static t => t.Kind != HandlebarsTagKind.Comment && (t.Kind != HandlebarsTagKind.Text || t.Body.Length > 0))];
    }

    private static bool EndsLine(List<HandlebarsToken> tokens, int i)
    {
        if (i == 0)
        {
            return true;
        }

        var before = tokens[i - 1];
        var tail = before.Body.TrimEnd(Blank);
        return before.Kind == HandlebarsTagKind.Text && (tail.EndsWith('\n') || (tail.Length == 0 && i == 1));
    }

    private static bool BeginsLine(List<HandlebarsToken> tokens, int i)
    {
        if (i == tokens.Count - 1)
        {
            return true;
        }

        var next = tokens[i + 1];
        var head = next.Body.TrimStart(Blank);
        return next.Kind == HandlebarsTagKind.Text && (head.StartsWith('\n') || head.StartsWith("\r\n", StringComparison.Ordinal) || (head.Length == 0 && i + 2 == tokens.Count));
    }

    private static string AfterBreak(string text)
    {
        var rest = text.TrimStart(Blank);
        return rest.StartsWith("\r\n", StringComparison.Ordinal) ? rest[2..] : rest.StartsWith('\n') ? rest[1..] : rest;
    }
}
