using System.Collections.Concurrent;
using System.Text.Json;
using Skills.Engine.Tools;

namespace Skills.Engine.Execution;

/// <summary>
/// Runs skills as tools of another skill, each in an execution of its own, within the time and money that the caller has left.
/// Used by one round of calls.
/// </summary>
internal sealed class SkillTools(EngineParts parts, SkillRunner runner, SkillRun run)
{
    private readonly ConcurrentDictionary<string, SkillResult> _ended = new(StringComparer.Ordinal);

    /// <summary>Why a skill cannot be called from here; null when it can.</summary>
    public (SkillToolStatus, string)? RefusalOf(OfferedTool tool) =>
        tool.Skill is not null && run.Start.Context.ToolDepth >= parts.Settings.Tools.MaxDepth
            ? (SkillToolStatus.LimitReached, $"Skills call each other {parts.Settings.Tools.MaxDepth} levels deep, which is the limit. Answer without this tool.")
            : null;

    /// <summary>Gives the calls of skills their handlers, and shares the money that is left among them.</summary>
    public List<ToolCall> Prepare(List<ToolCall> calls)
    {
        var sharers = calls.Count(static c => c is { Refusal: null, Tool.Skill: not null });
        var share = (run.Skill.Limits.MaxCostUsd - run.Result.Attempts.BookedUsd) / Math.Max(1, sharers);
        return calls.ConvertAll(call => call switch
        {
            { Refusal: not null } or { Tool.Skill: null } => call,
            _ when share <= 0 => call with { Refusal = (SkillToolStatus.LimitReached, "Nothing is left of the money that this task may cost. Answer with what you have.") },
            _ => call with { Handler = (invocation, token) => RunAsync(call, invocation, share, token) },
        });
    }

    /// <summary>Adds the executions to the result of the caller, in the order of the calls.</summary>
    public void Finish(SkillToolRun[] runs)
    {
        for (var i = 0; i < runs.Length; i++)
        {
            if (_ended.TryGetValue(runs[i].CallId, out var result))
            {
                run.Result.AddChildren(result);
                runs[i] = runs[i] with { ExecutionId = result.ExecutionId };
            }
        }
    }

    private async ValueTask<JsonElement> RunAsync(ToolCall call, SkillToolInvocation invocation, decimal? share, CancellationToken cancellationToken)
    {
        var skill = Bounded(call.Tool!.Skill!, share);
        var request = new RunRequest(skill, invocation.Arguments, ContextOf(invocation.Tool.Timeout))
        {
            Ended = result =>
            {
                _ended[call.Asked.Id] = result;

                // What has an unknown price, or cost at least so much, may have cost all that it was given.
                run.Result.Attempts.Book(result.Cost is { Kind: CostKind.Exact or CostKind.Estimated, Usd: { } usd } ? usd : Math.Max(share ?? 0, result.Cost.Usd ?? 0));
            },
        };
        var result = await runner.ExecuteAsync(request, cancellationToken).ConfigureAwait(false);
        return result is { IsSuccess: true, Outputs: { } outputs } ? outputs : throw new SkillToolException(Sentence(result));
    }

    // The model wrote the inputs, so it may read what is wrong with them. Other sentences are not meant for it.
    private static string Sentence(SkillResult result) => result.Errors is [var first, ..]
        ? $"The skill failed: {first.Code}{(first.Step == SkillStep.ValidateInput ? $" at '{first.Path}': {first.Message}" : "")}."
        : $"The skill ended {result.Status}.";

    private static Skill Bounded(Skill called, decimal? share) => share is null || called.Limits.MaxCostUsd <= share
        ? called
        : called with { Limits = called.Limits with { MaxCostUsd = share } };

    private SkillExecutionContext ContextOf(TimeSpan? own)
    {
        var context = run.Start.ContextOfChild(parts.Time);
        return context with { ToolDepth = context.ToolDepth + 1, Timeout = own < context.Timeout ? own : context.Timeout };
    }
}
