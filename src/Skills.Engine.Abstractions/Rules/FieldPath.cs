using System.Globalization;
using System.Text;
using System.Text.Json;
using Skills.Json;

namespace Skills.Engine.Rules;

/// <summary>
/// A place, or several, in the outputs: <c>a.b</c>, <c>items[0]</c>, <c>items[*].price</c>, <c>scores.*</c>, <c>["odd name"]</c>;
/// the empty path and <c>$</c> are the whole; a text that begins with <c>/</c> is a JSON Pointer.
/// </summary>
internal sealed class FieldPath
{
    private const int MaxMatches = 100_000;
    private readonly Step[] _steps;

    private FieldPath(string text, Step[] steps) => (Text, _steps) = (text, steps);

    /// <summary>As the skill wrote it.</summary>
    public string Text { get; }

    /// <summary>The place as a JSON Pointer; a wildcard is written as <c>*</c>.</summary>
    public string Pointer => string.Concat(_steps.Select(static s => "/" + (s.IsWildcard ? "*" : JsonPointer.Escape(s.Name))));

    /// <exception cref="RuleFormatException">The text is not a valid path.</exception>
    public static FieldPath Parse(string text) => new(
        text,
        text.StartsWith('/') ? [.. JsonPointer.Split(text).Select(static t => new Step(t, IsWildcard: false))] : [.. ParseSteps(text)]);

    /// <summary>The places this path names in a value; a place that is absent has no value. Wildcards over nothing name nothing.</summary>
    public IReadOnlyList<FieldMatch> Find(JsonElement root)
    {
        var found = new List<FieldMatch>();
        Find(root, 0, "", found);
        return found;
    }

    private void Find(JsonElement value, int step, string pointer, List<FieldMatch> found)
    {
        if (step == _steps.Length)
        {
            if (found.Count < MaxMatches)
            {
                found.Add(new(pointer, value));
            }
        }
        else if (_steps[step].IsWildcard)
        {
            FindAll(value, step, pointer, found);
        }
        else if (Child(value, _steps[step].Name) is { } child)
        {
            Find(child, step + 1, $"{pointer}/{JsonPointer.Escape(_steps[step].Name)}", found);
        }
        else
        {
            found.Add(new($"{pointer}/{string.Join('/', _steps[step..].Select(static s => s.IsWildcard ? "*" : JsonPointer.Escape(s.Name)))}", null));
        }
    }

    private void FindAll(JsonElement value, int step, string pointer, List<FieldMatch> found)
    {
        if (value.ValueKind == JsonValueKind.Array)
        {
            var index = 0;
            foreach (var item in value.EnumerateArray())
            {
                Find(item, step + 1, string.Create(CultureInfo.InvariantCulture, $"{pointer}/{index++}"), found);
            }
        }
        else if (value.ValueKind == JsonValueKind.Object)
        {
            foreach (var member in value.EnumerateObject())
            {
                Find(member.Value, step + 1, $"{pointer}/{JsonPointer.Escape(member.Name)}", found);
            }
        }
        else
        {
            found.Add(new($"{pointer}/*", null));
        }
    }

    private static JsonElement? Child(JsonElement value, string name)
    {
        if (value.ValueKind == JsonValueKind.Object)
        {
            return value.TryGetProperty(name, out var member) ? member : null;
        }

        return value.ValueKind == JsonValueKind.Array
            && int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var index)
            && index < value.GetArrayLength()
                ? value[index]
                : null;
    }

    private static List<Step> ParseSteps(string text)
    {
        var steps = new List<Step>();
        var at = text.StartsWith('$') ? 1 : 0;
        while (at < text.Length)
        {
            steps.Add(text[at] == '[' ? Bracket(text, ref at) : Name(text, ref at, steps.Count > 0));
        }

        return steps;
    }

    private static Step Name(string text, ref int at, bool needsDot)
    {
        if (text[at] == '.')
        {
            at++;
        }
        else if (needsDot)
        {
            throw Wrong(text, at);
        }

        var end = text.AsSpan(at).IndexOfAny('.', '[') is >= 0 and var length ? at + length : text.Length;
        if (end == at)
        {
            throw Wrong(text, at);
        }

        var name = text[at..end];
        at = end;
        return new(name, name == "*");
    }

    private static Step Bracket(string text, ref int at)
    {
        var content = at + 1;
        if (content < text.Length && text[content] is '"' or '\'')
        {
            return Quoted(text, ref at);
        }

        var close = text.IndexOf(']', content);
        if (close <= content)
        {
            throw Wrong(text, at);
        }

        var name = text[content..close];
        if (name != "*" && !name.All(char.IsAsciiDigit))
        {
            throw Wrong(text, at);
        }

        at = close + 1;
        return new(name, name == "*");
    }

    private static Step Quoted(string text, ref int at)
    {
        var quote = text[at + 1];
        var name = new StringBuilder();
        for (var i = at + 2; i < text.Length; i++)
        {
            if (text[i] == '\\' && i + 1 < text.Length)
            {
                name.Append(text[++i]);
            }
            else if (text[i] != quote)
            {
                name.Append(text[i]);
            }
            else if (i + 1 < text.Length && text[i + 1] == ']')
            {
                at = i + 2;
                return new(name.ToString(), IsWildcard: false);
            }
            else
            {
                break;
            }
        }

        throw Wrong(text, at);
    }

    private static RuleFormatException Wrong(string text, int at) =>
        new(string.Create(CultureInfo.InvariantCulture, $"'{text}' is not a valid path: see character {at + 1}. Write names with dots, list items as [0] or [*], odd names as [\"name\"]."));

    private readonly record struct Step(string Name, bool IsWildcard);
}

/// <summary>One place a path names.</summary>
/// <param name="Pointer">Its JSON Pointer.</param>
/// <param name="Value">The value at that place; null when there is none.</param>
internal readonly record struct FieldMatch(string Pointer, JsonElement? Value);
