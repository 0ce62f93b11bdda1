namespace Skills.Engine.Execution;

/// <summary>An execution that waited for the host's tools, with their results. Immutable.</summary>
internal sealed class ResumedRun
{
    private ResumedRun(SkillResult pending, IReadOnlyList<SkillToolRun> toolRuns)
    {
        Pending = pending;
        ToolRuns = toolRuns;
        Rounds = toolRuns.Max(static r => r.Round);
        Messages =
        [
            .. pending.Messages,
            new(MessageRole.Tool, "")
            {
                ToolResults = [.. toolRuns.Where(r => r.Round == Rounds).Select(static r => new ModelToolResult(r.CallId, r.Name, r.Result ?? r.Error ?? "", r.Status != SkillToolStatus.Succeeded))],
            },
        ];
    }

    /// <summary>The result of the first part.</summary>
    public SkillResult Pending { get; }

    /// <summary>All calls so far, those that waited with their results.</summary>
    public IReadOnlyList<SkillToolRun> ToolRuns { get; }

    /// <summary>Rounds of calls so far.</summary>
    public int Rounds { get; }

    /// <summary>The conversation so far, with the results at its end.</summary>
    public IReadOnlyList<ModelMessage> Messages { get; }

    /// <summary>Combines a pending result with the results of the host.</summary>
    /// <param name="pending">The result of the first part.</param>
    /// <param name="results">One for each call that waits.</param>
    /// <param name="complete">Makes the outcome of a call from its result.</param>
    /// <exception cref="ArgumentException">The result does not wait for tools, or the results are not those of its calls.</exception>
    public static ResumedRun Of(SkillResult pending, IReadOnlyList<ModelToolResult> results, Func<SkillToolRun, ModelToolResult, SkillToolRun> complete)
    {
        if (pending is not { Status: ExecutionStatus.ToolCallsPending, Messages: [.., { Role: MessageRole.Assistant, ToolCalls.Count: > 0 }], Inputs: not null })
        {
            throw new ArgumentException($"Only a result with the status {nameof(ExecutionStatus.ToolCallsPending)}, its inputs and its messages can be resumed.", nameof(pending));
        }

        var waiting = pending.ToolRuns.Where(static r => r.Status == SkillToolStatus.NotHandled).Select(static r => r.CallId).ToHashSet(StringComparer.Ordinal);
        var given = results.GroupBy(static r => r.CallId, StringComparer.Ordinal).ToDictionary(static g => g.Key, static g => g.ToList(), StringComparer.Ordinal);
        if (!waiting.SetEquals(given.Keys) || given.Values.Any(static g => g.Count > 1))
        {
            throw new ArgumentException($"There must be one result for each of the calls {string.Join(", ", waiting)}. The given ones are {string.Join(", ", results.Select(static r => r.CallId))}.", nameof(results));
        }

        return new(pending, [.. pending.ToolRuns.Select(r => r.Status == SkillToolStatus.NotHandled ? complete(r, given[r.CallId][0]) : r)]);
    }
}
