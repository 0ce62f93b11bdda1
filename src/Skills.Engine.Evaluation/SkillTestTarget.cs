namespace Skills.Engine.Evaluation;

/// <summary>One column of a grid: what differs from the skill as its file says. Null leaves a part as it is.</summary>
public sealed record SkillTestTarget
{
    private static readonly double?[] Unchanged = [null];

    /// <summary>Gets the model that is pinned, by id or alias.</summary>
    public string? Model { get; init; }

    /// <summary>Gets the variant that is pinned. The empty text pins the skill itself.</summary>
    public string? Variant { get; init; }

    /// <summary>Gets the sampling temperature.</summary>
    public double? Temperature { get; init; }

    /// <summary>Gets the share for nucleus sampling.</summary>
    public double? TopP { get; init; }

    /// <summary>Gets the longest reply in tokens.</summary>
    public int? MaxOutputTokens { get; init; }

    /// <summary>Gets the seed.</summary>
    public long? Seed { get; init; }

    /// <summary>Gets the column's name in reports.</summary>
    public string Name
    {
        get => field ?? DefaultName();
        init;
    }

    /// <summary>Gets the target without any change: each case as its file says.</summary>
    public static SkillTestTarget AsWritten { get; } = new();

    /// <summary>Combines models, variants and temperatures into the targets of a grid. An empty list counts as one entry without a change.</summary>
    /// <param name="models">The models.</param>
    /// <param name="variants">The variants.</param>
    /// <param name="temperatures">The temperatures.</param>
    public static IReadOnlyList<SkillTestTarget> Grid(IReadOnlyList<string> models, IReadOnlyList<string>? variants = null, IReadOnlyList<double>? temperatures = null)
    {
        ArgumentNullException.ThrowIfNull(models);
        return
        [
            .. from model in Or(models)
               from variant in Or(variants)
               from temperature in temperatures is { Count: > 0 } some ? some.Select(static t => (double?)t) : Unchanged
               select new SkillTestTarget { Model = model, Variant = variant, Temperature = temperature },
        ];

        static IEnumerable<string?> Or(IReadOnlyList<string>? texts) => (IEnumerable<string?>?)(texts is { Count: > 0 } ? texts : null) ?? new string?[1];
    }

    /// <summary>Returns the skill with this target's parameters, in all its variants.</summary>
    internal Skill Apply(Skill skill)
    {
        if (Temperature is null && TopP is null && MaxOutputTokens is null && Seed is null)
        {
            return skill;
        }

        return Changed(skill) with { Variants = [.. skill.Variants.Select(v => v with { Skill = Changed(v.Skill) })] };
    }

    private Skill Changed(Skill skill)
    {
        var said = skill.ModelPreferences;
        return skill with
        {
            ModelPreferences = said with
            {
                Temperature = Temperature ?? said.Temperature,
                TopP = TopP ?? said.TopP,
                MaxOutputTokens = MaxOutputTokens ?? said.MaxOutputTokens,
                Seed = Seed ?? said.Seed,
            },
        };
    }

    private string DefaultName()
    {
        var parts = new List<string>();
        Add(Model, "");
        Add(Variant is "" ? "base" : Variant, "variant ");
        Add(Temperature is { } t ? FormattableString.Invariant($"{t}") : null, "temperature ");
        Add(TopP is { } p ? FormattableString.Invariant($"{p}") : null, "top-p ");
        Add(MaxOutputTokens is { } m ? FormattableString.Invariant($"{m}") : null, "max ");
        Add(Seed is { } s ? FormattableString.Invariant($"{s}") : null, "seed ");
        return parts.Count == 0 ? "as written" : string.Join(" · ", parts);

        void Add(string? value, string prefix)
        {
            if (value is not null)
            {
                parts.Add(prefix + value);
            }
        }
    }
}
