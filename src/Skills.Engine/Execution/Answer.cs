using System.Text.Json;
using Skills.Engine.Outputs;
using Skills.Engine.Rules;

namespace Skills.Engine.Execution;

/// <summary>An answer on its way through steps 5 to 7.</summary>
/// <param name="Reply">The model's reply; null when other skills gave the answer.</param>
/// <param name="Output">Outcome of step 6; null before it.</param>
/// <param name="Rules">Outcome of step 7; null before it.</param>
/// <param name="Failure">Why step 5 gave no answer; null when it gave one.</param>
internal readonly record struct Answer(ModelReply? Reply, OutputValidation? Output = null, RuleValidation? Rules = null, IReadOnlyList<SkillError>? Failure = null)
{
    public bool IsGiven => Failure is null;

    public bool IsValid => Rules is { Errors.Count: 0 };

    public IReadOnlyList<SkillError> Errors => Failure ?? Rules?.Errors ?? Output?.Errors ?? [];

    public JsonElement? Value => Rules?.Outputs ?? Output?.Value;

    /// <summary>Edits of reading and of rules.</summary>
    public IReadOnlyList<OutputEdit> Edits => (Output?.Edits, Rules?.Edits) switch
    {
        (var read, null or []) => read ?? [],
        (null or [], var ruled) => ruled,
        var (read, ruled) => [.. read, .. ruled],
    };
}
