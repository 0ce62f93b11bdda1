using System.Text;
using Skills.Replies.Parsing;

namespace Skills.Replies.Renditions;

/// <summary>An object as Python prints or calls it: <c>Ticket(title='Leak', owner=Person(name='Ada'))</c>, also in a fence, in brackets or printed.</summary>
internal static class CallNotation
{
    private const int MaxDepth = 32;
    private const string Print = "print(";

    public static string? ToObject(string text)
    {
        var content = Unfenced(text.AsSpan().Trim());
        content = content is ['[', .., ']'] ? content[1..^1].Trim() : content;
        content = content.StartsWith(Print) && content[^1] == ')' ? content[Print.Length..^1].Trim() : content;
        if (content is not [.., ')'])
        {
            return null;
        }

        var calls = Parts(content.ToString());
        return calls.Count > 1 ? List(content.ToString(), calls) : Arguments(content) is not null ? Object(content, 0) : null;
    }

    // [Ticket(title='A'), Ticket(title='B')]
    private static string? List(string content, List<Range> calls)
    {
        var objects = calls.ConvertAll(call => Object(content.AsSpan(call).Trim(), 0));
        return objects.Contains(null) ? null : "[" + string.Join(", ", objects) + "]";
    }

    private static ReadOnlySpan<char> Unfenced(ReadOnlySpan<char> content)
    {
        if (!ReplyText.IsFence(content, 0) || !content[3..].EndsWith("```") || content.IndexOf('\n') is not (>= 0 and var line))
        {
            return content;
        }

        return content[line..^3].Trim();
    }

    // What is within the brackets of a call with named arguments.
    private static string? Arguments(ReadOnlySpan<char> content)
    {
        var open = content.IndexOf('(');
        return open > 0 && content[^1] == ')' && IsName(content[..open]) && content[(open + 1)..].Contains('=') ? content[(open + 1)..^1].ToString() : null;
    }

    // Values stay as they are written, for the tolerant parser.
    private static string? Object(ReadOnlySpan<char> call, int depth)
    {
        if (depth > MaxDepth || Arguments(call) is not { } arguments)
        {
            return null;
        }

        var json = new StringBuilder("{");
        foreach (var range in Parts(arguments))
        {
            var part = arguments.AsSpan(range).Trim();
            var equals = part.IndexOf('=');
            if (part.IsEmpty)
            {
                continue;
            }

            if (equals <= 0 || !IsName(part[..equals].TrimEnd()))
            {
                return null;
            }

            var value = part[(equals + 1)..].Trim();
            json.Append(json.Length > 1 ? ", " : "").Append(JsonTexts.Text(part[..equals].TrimEnd().ToString())).Append(": ").Append(Object(value, depth + 1) ?? value.ToString());
        }

        return json.Append('}').ToString();
    }

    // The arguments, between commas that are not in quotes or brackets.
    private static List<Range> Parts(string arguments)
    {
        var parts = new List<Range>();
        var (start, depth, quote) = (0, 0, '\0');
        for (var at = 0; at < arguments.Length; at++)
        {
            var c = arguments[at];
            if (quote != '\0')
            {
                at += c == '\\' ? 1 : 0;
                quote = c == quote ? '\0' : quote;
            }
            else if (c is '"' or '\'')
            {
                quote = c;
            }
            else if (c == ',' && depth == 0)
            {
                parts.Add(start..at);
                start = at + 1;
            }
            else
            {
                depth += c is '(' or '[' or '{' ? 1 : c is ')' or ']' or '}' ? -1 : 0;
            }
        }

        parts.Add(start..);
        return parts;
    }

    private static bool IsName(ReadOnlySpan<char> text)
    {
        foreach (var c in text)
        {
            if (!char.IsLetterOrDigit(c) && c is not ('_' or '.'))
            {
                return false;
            }
        }

        return true;
    }
}
