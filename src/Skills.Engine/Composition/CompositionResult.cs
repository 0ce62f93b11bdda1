using System.Text.Json;

namespace Skills.Engine.Composition;

/// <summary>The outcome of the steps of a composed skill.</summary>
internal sealed record CompositionResult
{
    /// <summary>The outputs, before they are validated against the output schema; null after an error.</summary>
    public JsonElement? Outputs { get; init; }

    /// <summary>Every execution, in the order of the plan, and of the entries within a step.</summary>
    public IReadOnlyList<SkillResult> Children { get; init; } = [];

    public IReadOnlyList<SkillError> Errors { get; init; } = [];

    /// <summary>Steps that were skipped or failed without ending the whole, as sentences.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
}
