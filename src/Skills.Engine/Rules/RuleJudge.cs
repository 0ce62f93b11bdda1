using System.Text.Json;

namespace Skills.Engine.Rules;

/// <summary>Runs a skill by name for <c>llm_judge</c>.</summary>
internal sealed class RuleJudge
{
    /// <summary>Marks a context in which a judge runs, so that a judge cannot call another.</summary>
    internal const string Mark = "skills.judge";

    /// <summary>Runs a skill with inputs; null where the rules run without an engine.</summary>
    public Func<string, JsonElement, SkillExecutionContext, CancellationToken, ValueTask<SkillResult>>? Run { get; init; }
}
