using System.Text.Json;

namespace Skills.Engine.Rules;

/// <summary>What step 7 made of the outputs.</summary>
/// <param name="Result">What each rule said.</param>
/// <param name="Outputs">The outputs, after what rules fixed or dropped.</param>
/// <param name="Edits">What rules fixed or dropped.</param>
/// <param name="Errors">Findings of rules of severity error, as errors; empty when all passed.</param>
/// <param name="Retry">Whether a failed rule asks for another try.</param>
internal sealed record RuleCheck(
    RuleSetResult Result,
    JsonElement Outputs,
    IReadOnlyList<OutputEdit> Edits,
    IReadOnlyList<SkillError> Errors,
    bool Retry);
