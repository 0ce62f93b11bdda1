using System.Text;

namespace Skills.Engine.Rules;

/// <summary>
/// Lets a property be named like a method of Python's dictionaries: in Jinja2 <c>outputs.items</c> is that method, in a rule or a step it is
/// the property, since a method that is not called says nothing.
/// </summary>
internal static class MemberAccess
{
    private static readonly string[] Methods = ["items", "keys", "values", "get", "copy", "pop", "update", "clear", "setdefault", "popitem", "fromkeys"];

    /// <summary>Writes <c>.items</c> as <c>["items"]</c> wherever no call follows, outside of strings.</summary>
    public static string AsItems(string expression)
    {
        var text = new StringBuilder(expression.Length);
        var quote = '\0';
        for (var i = 0; i < expression.Length; i++)
        {
            var c = expression[i];
            if (quote != '\0')
            {
                quote = c == quote && expression[i - 1] != '\\' ? '\0' : quote;
            }
            else if (c is '"' or '\'')
            {
                quote = c;
            }
            else if (c == '.' && i > 0 && MethodAt(expression, i + 1) is { } name)
            {
                text.Append("['").Append(name).Append("']");
                i += name.Length;
                continue;
            }

            text.Append(c);
        }

        return text.ToString();
    }

    private static string? MethodAt(string expression, int at)
    {
        var end = at;
        while (end < expression.Length && (char.IsLetterOrDigit(expression[end]) || expression[end] == '_'))
        {
            end++;
        }

        var next = end;
        while (next < expression.Length && char.IsWhiteSpace(expression[next]))
        {
            next++;
        }

        return next < expression.Length && expression[next] == '(' ? null : Array.Find(Methods, m => expression.AsSpan(at, end - at).SequenceEqual(m));
    }
}
