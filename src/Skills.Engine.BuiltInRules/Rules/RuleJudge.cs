using System.Text.Json;

namespace Skills.Engine.Rules;

/// <summary>Runs a skill by name for <c>llm_judge</c>.</summary>
internal sealed class RuleJudge
{
    /// <summary>Marks a context in which a judge runs, so that a judge cannot call another.</summary>
    internal const string Mark = "skills.judge";

    /// <summary>Whether an execution is that of a judge.</summary>
    public static bool IsJudged(SkillExecutionContext context) => context.Metadata.ContainsKey(Mark);

    /// <summary>Runs a skill with inputs, and hands its result over also when it is canceled; null where the rules run without an engine.</summary>
    public Func<string, JsonElement, SkillExecutionContext, Action<SkillResult>?, CancellationToken, ValueTask<SkillResult>>? Run { get; init; }
}
