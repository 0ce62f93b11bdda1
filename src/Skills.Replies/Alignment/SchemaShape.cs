using System.Text.Json;
using System.Text.RegularExpressions;

namespace Skills.Replies.Alignment;

/// <summary>The JSON types a schema takes.</summary>
[Flags]
internal enum TypeSet
{
    None = 0,
    Null = 1,
    Boolean = 2,
    Integer = 4,
    Number = 8,
    String = 16,
    Array = 32,
    Object = 64,
    Any = Null | Boolean | Integer | Number | String | Array | Object,
}

/// <summary>What alignment needs to know of a schema: types, names and choices. Validation itself is the schema's business.</summary>
internal sealed class SchemaShape
{
    private const int MostBranchesWithin = 4;

    /// <summary>Takes everything.</summary>
    public static readonly SchemaShape Anything = new() { Types = TypeSet.Any };

    public TypeSet Types { get; set; } = TypeSet.Any;

    /// <summary>Whether the schema says <c>false</c>.</summary>
    public bool IsNever { get; set; }

    public Dictionary<string, SchemaShape> Properties { get; } = new(StringComparer.Ordinal);

    public HashSet<string> Required { get; } = new(StringComparer.Ordinal);

    /// <summary>What other properties must be; null when the schema does not say.</summary>
    public SchemaShape? Additional { get; set; }

    public List<(Regex Pattern, SchemaShape Shape)> Patterns { get; } = [];

    public SchemaShape? Items { get; set; }

    public List<SchemaShape> PrefixItems { get; } = [];

    /// <summary>The values of <c>enum</c> or <c>const</c>; null without either.</summary>
    public IReadOnlyList<JsonElement>? Choices { get; set; }

    /// <summary>Other spellings of a choice, by its text.</summary>
    public Dictionary<string, List<string>> ChoiceAliases { get; } = new(StringComparer.Ordinal);

    /// <summary>Other spellings of this property's own name.</summary>
    public List<string> Aliases { get; } = [];

    /// <summary>The branches of <c>anyOf</c> or <c>oneOf</c>; empty without.</summary>
    public List<SchemaShape> Branches { get; } = [];

    public JsonElement? Default { get; set; }

    /// <summary>Whether this, or anything below, is a choice between objects that each name their own properties.</summary>
    public bool HoldsChoicesOfObjects => _holdsChoices ??= ChoosesObjects([]);

    private bool? _holdsChoices;

    /// <summary>Whether a property here or below has a default. Set once, when the shape is read.</summary>
    public bool HoldsDefaults { get; set; }

    private bool ChoosesObjects(HashSet<SchemaShape> seen) =>
        seen.Add(this)
        && (Branches.Count(static b => b.Properties.Count > 0) > 1
            || Properties.Values.Concat(Branches).Concat(PrefixItems).Append(Items).Append(Additional).Any(child => child?.ChoosesObjects(seen) == true));

    /// <summary>Conditions of <c>x-assert</c>, Jinja2 over <c>this</c>.</summary>
    public List<string> Asserts { get; } = [];

    public bool Takes(TypeSet type) => (Types & type) != 0;

    /// <summary>Whether null is taken, by type, choice or branch.</summary>
    public bool TakesNull => NullWithin(0);

    /// <summary>Whether a text is taken as it is.</summary>
    public bool TakesText => TextWithin(0);

    // Branches may lead back to themselves.
    private bool NullWithin(int depth) => Choices is { } choices
        ? choices.Any(static c => c.ValueKind == JsonValueKind.Null)
        : Branches.Count > 0 ? depth < MostBranchesWithin && Branches.Exists(b => b.NullWithin(depth + 1)) : Takes(TypeSet.Null) && Types != TypeSet.Any;

    private bool TextWithin(int depth) =>
        Choices is null && (Branches.Count > 0 ? depth < MostBranchesWithin && Branches.Exists(b => b.TextWithin(depth + 1)) : Takes(TypeSet.String));
}
