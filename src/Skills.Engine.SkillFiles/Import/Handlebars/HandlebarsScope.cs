using System.Text.RegularExpressions;

namespace Skills.Engine.SkillFiles.Import.Handlebars;

/// <summary>What names mean at a place of a template: Handlebars' context, written as Jinja expressions.</summary>
internal sealed partial class HandlebarsScope
{
    // As attributes these are methods of Python's containers and texts, so the keys of that name need brackets.
    private static readonly HashSet<string> Methods =
    [
        "items", "keys", "values", "get", "pop", "popitem", "copy", "clear", "update", "setdefault", "fromkeys", "index", "count", "sort", "append", "extend",
        "insert", "remove", "reverse", "title", "format", "join", "split", "strip", "lower", "upper", "replace", "find", "center", "encode", "add", "union",
    ];

    /// <summary>The scope <c>../</c> leads to; null at the root.</summary>
    public HandlebarsScope? Outer { get; init; }

    /// <summary>The expression for <c>this</c>; null at the root, where names are the template's own.</summary>
    public string? This { get; init; }

    /// <summary>Names bound by a partial's arguments, in the partial itself only.</summary>
    public IReadOnlyDictionary<string, string> Bound { get; init; } = new Dictionary<string, string>();

    /// <summary>Names bound by <c>as |name|</c>, in everything below.</summary>
    public IReadOnlyDictionary<string, string> Named { get; init; } = new Dictionary<string, string>();

    /// <summary>Whether this is the body of a loop, and the name of its key when it runs over a mapping.</summary>
    public bool IsLoop { get; init; }

    public string? Key { get; init; }

    /// <summary>How many loops are around this place.</summary>
    public int Loops { get; init; }

    /// <summary>Whether a name means something else here than an input or a field.</summary>
    public bool Hides(string name) => Bound.ContainsKey(name) || Named.ContainsKey(name);

    /// <summary>A field of what this scope is about.</summary>
    public string Field(string name, int offset)
    {
        if (Named.TryGetValue(name, out var bound) || Bound.TryGetValue(name, out bound))
        {
            return bound;
        }

        if (This is not null)
        {
            return Access(This, name);
        }

        return Identifier().IsMatch(name) ? name : throw new ForeignTemplateException($"'{name}' cannot be the name of an input; rename it with letters, digits and underscores.", offset);
    }

    /// <summary>A field of a value that is there.</summary>
    public static string Access(string value, string name) =>
        Identifier().IsMatch(name) && !Methods.Contains(name) ? $"{value}.{name}" : long.TryParse(name, out _) ? $"{value}[{name}]" : $"{value}[{HandlebarsCallParser.JinjaLiteral(name)}]";

    [GeneratedRegex(@"^[\p{L}_][\p{L}\p{Nd}_]*$", RegexOptions.NonBacktracking)]
    public static partial Regex Identifier();
}
