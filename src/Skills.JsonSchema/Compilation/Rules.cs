using Skills.JsonSchema.Formats;
using Skills.JsonSchema.Patterns;
using Skills.JsonSchema.Values;

namespace Skills.JsonSchema.Compilation;

/// <summary>What a schema demands of strings.</summary>
internal sealed class StringRules
{
    public long MinLength { get; set; }

    public long MaxLength { get; set; } = long.MaxValue;

    public SchemaPattern? Pattern { get; set; }

    /// <summary>Checks unescaped text; null when the format is not asserted or not known.</summary>
    public FormatCheck? Format { get; set; }

    public string? FormatName { get; set; }

    /// <summary>Draft 7: checks <c>contentEncoding</c> and <c>contentMediaType</c>.</summary>
    public ContentRule? Content { get; set; }

    /// <summary>Whether a check needs the unescaped text.</summary>
    public bool ReadsText => Pattern is not null || Format is not null || Content is not null;
}

/// <summary>Draft 7: the content a string is asserted to hold.</summary>
internal sealed record ContentRule(bool Base64, bool Json);

/// <summary>What a schema demands of numbers.</summary>
internal sealed class NumberRules
{
    public NumberBound? Minimum { get; set; }

    public NumberBound? ExclusiveMinimum { get; set; }

    public NumberBound? Maximum { get; set; }

    public NumberBound? ExclusiveMaximum { get; set; }

    public NumberDivisor? MultipleOf { get; set; }
}

/// <summary>What a schema demands of arrays.</summary>
internal sealed class ArrayRules
{
    public long MinItems { get; set; }

    public long MaxItems { get; set; } = long.MaxValue;

    public bool Unique { get; set; }

    public SchemaNode[] Prefix { get; set; } = [];

    /// <summary>The schema of the items behind the prefix, and the keyword it stands under.</summary>
    public SchemaNode? Rest { get; set; }

    public SchemaNode? Contains { get; set; }

    public long MinContains { get; set; } = 1;

    public long MaxContains { get; set; } = long.MaxValue;

    /// <summary>2020-12: items that <c>contains</c> matched count as evaluated.</summary>
    public bool ContainsEvaluates { get; set; }

    public SchemaNode? Unevaluated { get; set; }
}

/// <summary>What a schema demands of objects.</summary>
internal sealed class ObjectRules
{
    /// <summary>Every name any keyword mentions; the index is a bit in the set of names seen.</summary>
    public NameMap? Names { get; set; }

    /// <summary>By index of the name, the schema under <c>properties</c>.</summary>
    public SchemaNode?[] Properties { get; set; } = [];

    /// <summary>The names that must be seen, 64 a word.</summary>
    public ulong[] Required { get; set; } = [];

    public PatternRule[] Patterns { get; set; } = [];

    public SchemaNode? Additional { get; set; }

    public SchemaNode? PropertyNames { get; set; }

    public long MinProperties { get; set; }

    public long MaxProperties { get; set; } = long.MaxValue;

    public DependentRule[] Dependents { get; set; } = [];

    public SchemaNode? Unevaluated { get; set; }

    /// <summary>Whether only <see cref="Names"/>, <see cref="Properties"/>, <see cref="RequiredWord"/> and <see cref="Additional"/> matter.</summary>
    public bool IsPlain { get; private set; }

    /// <summary>Required names, when there are at most 64 names.</summary>
    public ulong RequiredWord { get; private set; }

    public bool HasCounts => MinProperties > 0 || MaxProperties != long.MaxValue;

    public bool VisitsMembers => Names is not null || Patterns.Length > 0 || Additional is not null || PropertyNames is not null;

    public bool IsRequired(int name) => (Required[name >> 6] & (1UL << name)) != 0;

    /// <summary>Decides, once all keywords are read, how the object is best visited.</summary>
    public void Settle()
    {
        RequiredWord = Required.Length == 1 ? Required[0] : 0;
        IsPlain = Names is not null && Required.Length == 1 && !HasCounts && Patterns.Length == 0
            && PropertyNames is null && Dependents.Length == 0 && Unevaluated is null;
    }
}

/// <summary>One entry of <c>patternProperties</c>.</summary>
internal readonly record struct PatternRule(SchemaPattern Pattern, SchemaNode Node);

/// <summary>What follows when a property is there: other names, or a schema for the whole object.</summary>
internal sealed record DependentRule(Keyword Keyword, int Trigger, int[] Required, SchemaNode? Node);

/// <summary>Schemas applied to the same value.</summary>
internal sealed class InPlaceRules
{
    public SchemaNode? Ref { get; set; }

    public DynamicReference? Dynamic { get; set; }

    public SchemaNode[] AllOf
    {
        get;
        set => field = AllOfPlans = value;
    } = [];

    public SchemaNode[] AnyOf
    {
        get;
        set => field = AnyOfPlans = value;
    } = [];

    /// <summary>What to evaluate for <c>allOf</c> when only the verdict counts.</summary>
    public SchemaNode[] AllOfPlans { get; set; } = [];

    /// <summary>What to evaluate for <c>anyOf</c> when only the verdict counts.</summary>
    public SchemaNode[] AnyOfPlans { get; set; } = [];

    public SchemaNode[] OneOf { get; set; } = [];

    /// <summary>How the members of <c>anyOf</c> differ; found out when an error is explained.</summary>
    public Union AnyOfUnion => field ??= new(AnyOf);

    /// <summary>How the members of <c>oneOf</c> differ; found out when an error is explained.</summary>
    public Union OneOfUnion => field ??= new(OneOf);

    public SchemaNode? Not { get; set; }

    public SchemaNode? If { get; set; }

    public SchemaNode? Then { get; set; }

    public SchemaNode? Else { get; set; }

    /// <summary>Gets how many schemas may find something wrong with the same value.</summary>
    public int Count => (Ref is null ? 0 : 1) + (Dynamic is null ? 0 : 1) + AllOf.Length + AnyOf.Length + OneOf.Length + (Then is null && Else is null ? 0 : 1);
}

/// <summary>A <c>$dynamicRef</c> or <c>$recursiveRef</c> that the dynamic scope decides.</summary>
internal sealed class DynamicReference(Keyword keyword, SchemaNode initial, string? anchor)
{
    public Keyword Keyword { get; } = keyword;

    public SchemaNode Initial { get; } = initial;

    /// <summary>The name of the dynamic anchor, or null for a <c>$recursiveRef</c>.</summary>
    public string? Anchor { get; } = anchor;

    /// <summary>The targets by resource; the outermost resource of the scope that is listed wins.</summary>
    public List<(SchemaResource Resource, SchemaNode Node)> Targets { get; } = [];
}
