using System.Text;
using Skills.Engine.Definitions;
using Skills.Engine.SkillFiles.Sources;

namespace Skills.Engine.SkillFiles.Import;

/// <summary>What importers share: reading foreign mappings leniently, and reporting what was lost.</summary>
internal sealed class ForeignKeys(MapNode map, string format, DiagnosticList diagnostics)
{
    private readonly HashSet<string> _taken = [];

    public MapNode Map { get; } = map;

    public SkillNode? Take(string key)
    {
        _taken.Add(key);
        return Map.Find(key)?.Value is { } value and not ScalarNode { Kind: ScalarKind.Null } ? value : null;
    }

    /// <summary>The first of several spellings that is there.</summary>
    public SkillNode? Take(params ReadOnlySpan<string> keys)
    {
        SkillNode? found = null;
        foreach (var key in keys)
        {
            found ??= Take(key);
        }

        return found;
    }

    /// <summary>A scalar as text, whatever it was written as.</summary>
    public ScalarNode? Text(string key) => Take(key) switch
    {
        ScalarNode text => text.Kind == ScalarKind.String ? text : FormBuilder.Text(text.Text, text),
        null => null,
        var other => Lost<ScalarNode>(key, other),
    };

    public ForeignKeys? Section(string key) => Take(key) switch
    {
        MapNode inner => new(inner, format, diagnostics),
        null => null,
        var other => Lost<ForeignKeys>(key, other),
    };

    public IReadOnlyList<SkillNode> Items(string key) => Take(key) switch
    {
        ListNode list => list.Items,
        null => [],
        var other => Lost<IReadOnlyList<SkillNode>>(key, other) ?? [],
    };

    /// <summary>Names in a list, or in one text with commas; null when absent.</summary>
    public ListNode? Names(string key) => Take(key) switch
    {
        ListNode list => FormBuilder.List(list, list.Items.OfType<ScalarNode>().Select(static s => FormBuilder.Text(s.Text, s))),
        ScalarNode text => FormBuilder.List(text, text.Text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(n => FormBuilder.Text(n, text))),
        _ => null,
    };

    /// <summary>The description, cut to what skills take; one made from the name when there is none, which is then reported.</summary>
    public ScalarNode Description(string from, string name)
    {
        if (Text("description") is { Text.Length: > 0 } description)
        {
            return Shortened(description);
        }

        diagnostics.Add(SkillDiagnosticCode.Assumed, Map.Source, Map.Start, 1, "The file has no description; one was made from its name. Say what the skill does and when to use it.");
        return FormBuilder.Text($"Imported from {from}: {name}.", Map);
    }

    /// <summary>A description of at most 1,024 characters; reported when it was cut.</summary>
    public ScalarNode Shortened(ScalarNode description)
    {
        const int Longest = 1024;
        if (description.Text.Length <= Longest)
        {
            return description;
        }

        diagnostics.Add(SkillDiagnosticCode.Approximated, description, $"The description has {description.Text.Length} characters; the first {Longest} were kept.");
        return FormBuilder.Text(description.Text[..Longest].TrimEnd(), description);
    }

    /// <summary>Reports that a key has no counterpart.</summary>
    public void Drop(string key, string why = "")
    {
        if (Take(key) is { } value)
        {
            Lost<SkillNode>(key, value, why);
        }
    }

    /// <summary>Reports every key nobody took.</summary>
    public void End()
    {
        foreach (var (key, _) in Map.Entries.Where(e => !_taken.Contains(e.Key.Text)))
        {
            diagnostics.Add(SkillDiagnosticCode.NotCarried, key, $"'{key.Text}' of {format} has no counterpart and was left out.");
        }
    }

    public IEnumerable<MapEntry> Rest() => Map.Entries.Where(e => !_taken.Contains(e.Key.Text)).ToList();

    private T? Lost<T>(string key, SkillNode at, string why = "") where T : class
    {
        diagnostics.Add(SkillDiagnosticCode.NotCarried, Map.Find(key)?.Key ?? at, $"'{key}' of {format}, here {at.TypeName}, has no counterpart and was left out.{why}");
        return null;
    }

    /// <summary>A name skills take; reported when it differs from the one given.</summary>
    public static ScalarNode Slug(ScalarNode name, DiagnosticList diagnostics)
    {
        var slug = new StringBuilder();
        foreach (var c in name.Text.Normalize(NormalizationForm.FormKD))
        {
            if (char.IsAsciiLetterOrDigit(c))
            {
                var split = char.IsAsciiLetterUpper(c) && slug.Length > 0 && char.IsAsciiLetterLower(Previous(name.Text, c));
                slug.Append(split && slug[^1] != '-' ? "-" : "").Append(char.ToLowerInvariant(c));
            }
            else if (slug.Length > 0 && slug[^1] != '-' && !char.IsLetterOrDigit(c) && char.GetUnicodeCategory(c) != System.Globalization.UnicodeCategory.NonSpacingMark)
            {
                slug.Append('-');
            }
        }

        var text = Shortened(slug.ToString().Trim('-'));
        if (text == name.Text)
        {
            return name;
        }

        diagnostics.Add(SkillDiagnosticCode.Renamed, name, $"The skill is called '{text}': names are lower-case letters, digits and single hyphens.");
        return FormBuilder.Text(text, name);
    }

    private static string Shortened(string slug)
    {
        var text = (slug.Length > 64 ? slug[..64] : slug).Trim('-');
        return text.Length == 0 ? "imported" : text;
    }

    // A capital inside a word begins a new one: camelCase becomes camel-case.
    private static char Previous(string text, char current)
    {
        var index = text.IndexOf(current, StringComparison.Ordinal);
        return index > 0 ? text[index - 1] : ' ';
    }
}
