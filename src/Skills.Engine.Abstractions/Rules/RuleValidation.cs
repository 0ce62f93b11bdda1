using System.Text.Json;

namespace Skills.Engine;

/// <summary>The outcome of step 7.</summary>
/// <param name="Result">The outcome of each rule.</param>
/// <param name="Outputs">The outputs, after what rules fixed or dropped.</param>
/// <param name="Edits">What rules fixed or dropped.</param>
/// <param name="Errors">Findings of rules of severity error; empty when all passed.</param>
/// <param name="Retry">Whether a failed rule asks for another try.</param>
public sealed record RuleValidation(
    RuleSetResult Result,
    JsonElement Outputs,
    IReadOnlyList<OutputEdit> Edits,
    IReadOnlyList<SkillError> Errors,
    bool Retry)
{
    /// <summary>Gets whether the result may be returned as a success.</summary>
    public bool IsValid => Errors.Count == 0;

    /// <summary>Returns the codes of the errors. It contains no output.</summary>
    public override string ToString() => IsValid ? "rules passed" : $"rules failed: {string.Join(", ", Errors.Select(static e => e.Code))}";
}
