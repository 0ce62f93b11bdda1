using System.Text.Json;

namespace Skills.Engine;

/// <summary>What a composed skill does instead of asking a model: it runs other skills, each as soon as what it needs is there.</summary>
public sealed record SkillComposition
{
    /// <summary>The steps, as written; their order is that of their needs.</summary>
    public required IReadOnlyList<SkillCall> Steps { get; init; }

    /// <summary>
    /// The outputs, with templates over <c>inputs</c> and <c>steps</c> in its texts; null gives an object with each step's outputs under its key.
    /// </summary>
    public JsonElement? Output { get; init; }

    /// <summary>Most executions at a time, over all steps. Default 4; 1 to 64.</summary>
    public int MaxParallel { get; init; } = 4;
}

/// <summary>One step of a composed skill.</summary>
public sealed record SkillCall
{
    /// <summary>How expressions address it: <c>steps.&lt;key&gt;.outputs</c>; letters, digits and underscores.</summary>
    public required string Key { get; init; }

    /// <summary>The skill it runs: name, version, range or label, as <see cref="ISkillCatalog.Find"/> takes it.</summary>
    public required string Skill { get; init; }

    /// <summary>
    /// The inputs, an object whose texts are templates; a text that is one <c>{{ expression }}</c> gives the value itself.
    /// Null passes on those inputs of the composed skill that the called one declares.
    /// </summary>
    public JsonElement? Inputs { get; init; }

    /// <summary>An expression; the step is skipped when it is false. Null: it always runs.</summary>
    public string? When { get; init; }

    /// <summary>An expression that gives a list; the step runs once for each entry, seen as <c>item</c> and <c>index</c>, and its outputs are the list of theirs.</summary>
    public string? ForEach { get; init; }

    /// <summary>Most executions of a <see cref="ForEach"/> at a time; null: only the composition's bound.</summary>
    public int? MaxParallel { get; init; }

    /// <summary>Steps that must be over before, beyond those whose outputs it reads.</summary>
    public IReadOnlyList<string> After { get; init; } = [];

    /// <summary>Bounds of each execution, in place of the called skill's where they are set.</summary>
    public SkillLimits Limits { get; init; } = new();

    /// <summary>True goes on without it when it fails: its outputs are then null. Default false: nothing more is started.</summary>
    public bool ContinueOnError { get; init; }
}
