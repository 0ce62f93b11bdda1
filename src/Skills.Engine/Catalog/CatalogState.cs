namespace Skills.Engine.Catalog;

/// <summary>The skills at one moment; immutable.</summary>
internal sealed record CatalogState
{
    private readonly Dictionary<string, IReadOnlyList<Entry>> _byName = new(StringComparer.OrdinalIgnoreCase);

    public CatalogState(IReadOnlyList<SkillDefinition> definitions)
    {
        All = definitions;
        foreach (var group in definitions.GroupBy(static d => d.Skill.Slug, StringComparer.OrdinalIgnoreCase).OrderBy(static g => g.Key, StringComparer.Ordinal))
        {
            _byName[group.Key] = [.. group
                .Select(static d => new Entry(d, SemanticVersion.Parse(d.Skill.Version)))
                .OrderBy(static e => e.Definition.Skill.Status switch { SkillStatus.Archived => 2, SkillStatus.Draft => 1, _ => 0 })
                .ThenBy(static e => e.Version?.IsPrerelease ?? true)
                .ThenByDescending(static e => e.Version)];
        }

        Definitions = [.. _byName.OrderBy(static p => p.Key, StringComparer.Ordinal).SelectMany(static p => p.Value.OrderByDescending(static e => e.Version)).Select(static e => e.Definition)];
        foreach (var definition in definitions)
        {
            // An id that is no slug, as code and databases may have, is a second name.
            _byName.TryAdd(definition.Skill.Id, [new(definition, SemanticVersion.Parse(definition.Skill.Version))]);
        }
    }

    /// <summary>As they were given.</summary>
    public IReadOnlyList<SkillDefinition> All { get; }

    /// <summary>By name, then from the newest.</summary>
    public IReadOnlyList<SkillDefinition> Definitions { get; }

    public IReadOnlyList<SkillDiagnostic> Diagnostics { get; init; } = [];

    /// <summary>What each label names.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<SkillReference>> Labels { get; init; } = new Dictionary<string, IReadOnlyList<SkillReference>>();

    public IReadOnlyCollection<string> Names => _byName.Keys;

    public SkillDefinition? Find(string text)
    {
        if (!SkillReference.TryParse(text, out var reference))
        {
            return null;
        }

        if (!_byName.TryGetValue(reference.Name, out var entries))
        {
            return reference.Selector is null && Labels.TryGetValue(reference.Name, out var targets) && targets is [var only] ? Find($"{only.Name}@{only.Selector}") : null;
        }

        return reference.Selector switch
        {
            null or "latest" => entries[0].Definition,
            { } selector when Labels.TryGetValue(selector, out var targets) =>
                targets.FirstOrDefault(t => string.Equals(t.Name, reference.Name, StringComparison.OrdinalIgnoreCase)) is { Selector: { } version } ? Select(entries, version) : null,
            { } selector => Select(entries, selector),
        };
    }

    private static SkillDefinition? Select(IReadOnlyList<Entry> entries, string selector) =>
        (entries.FirstOrDefault(e => e.Definition.Skill.Version == selector)
            ?? (VersionRange.Parse(selector) is { } range ? entries.FirstOrDefault(e => e.Version is { } version && range.Contains(version)) : null))?.Definition;

    private sealed record Entry(SkillDefinition Definition, SemanticVersion? Version);
}
