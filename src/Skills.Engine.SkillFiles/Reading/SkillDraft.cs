using Skills.Engine.SkillFiles.Sources;

namespace Skills.Engine.SkillFiles.Reading;

/// <summary>A skill as read, with the nodes that checks point at.</summary>
internal sealed record SkillDraft
{
    public required SkillDefinition Definition { get; init; }

    /// <summary>The file's tree; of an imported file what it became in our own form.</summary>
    public required MapNode Root { get; init; }

    /// <summary>Every template with the place it stands at; generated ones have none and are not here.</summary>
    public IReadOnlyList<TemplateText> Templates { get; init; } = [];

    /// <summary>Where the subschemas of the input schema stand, when it is in the short form.</summary>
    public IReadOnlyDictionary<string, SkillNode> InputPlaces { get; init; } = new Dictionary<string, SkillNode>();

    /// <summary>Where the subschemas of the output schema stand, when it is in the short form.</summary>
    public IReadOnlyDictionary<string, SkillNode> OutputPlaces { get; init; } = new Dictionary<string, SkillNode>();

    /// <summary>The test cases as written.</summary>
    public IReadOnlyList<MapNode> Tests { get; init; } = [];

    /// <summary>The variants by name, each read as a whole.</summary>
    public IReadOnlyList<(string Name, SkillDraft Draft)> Variants { get; init; } = [];

    public Skill Skill => Definition.Skill;

    public SkillNode Place(string pointer) => Root.Nearest(pointer);
}

/// <summary>A template and where it stands.</summary>
/// <param name="Name">The partial's name; null for a prompt or message.</param>
/// <param name="Node">Where it stands.</param>
/// <param name="IsExpression">A bare expression, such as a condition, not a text with braces.</param>
internal sealed record TemplateText(string? Name, ScalarNode Node, bool IsExpression = false);
