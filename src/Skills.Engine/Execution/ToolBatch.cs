using Skills.Engine.Tools;

namespace Skills.Engine.Execution;

/// <summary>Runs the calls of one round: at the same time where their tools allow it, otherwise one after another, in the model's order.</summary>
internal sealed class ToolBatch(EngineParts parts, SkillRun run)
{
    /// <summary>Runs the calls, reports each, and returns the outcomes in the order of the calls.</summary>
    public async Task<SkillToolRun[]> RunAsync(List<ToolCall> calls, SkillTools skills, CancellationToken cancellationToken)
    {
        using var slots = new SemaphoreSlim(parts.Settings.Tools.MaxParallel);
        var outcomes = new SkillToolRun[calls.Count];
        for (var next = 0; next < calls.Count;)
        {
            var count = 1;
            while (AllowsParallel(calls[next]) && next + count < calls.Count && AllowsParallel(calls[next + count]))
            {
                count++;
            }

            await Task.WhenAll(Enumerable.Range(next, count).Select(async i => outcomes[i] = await RunAsync(calls[i], slots, cancellationToken).ConfigureAwait(false))).ConfigureAwait(false);
            next += count;
        }

        skills.Finish(outcomes);
        run.Result.ToolRuns.AddRange(outcomes);
        return outcomes;
    }

    private static bool AllowsParallel(ToolCall call) => call.Tool?.Tool.AllowsParallel != false;

    private async Task<SkillToolRun> RunAsync(ToolCall call, SemaphoreSlim slots, CancellationToken cancellationToken)
    {
        // A canceled call is still reported, so that the result shows what was asked for.
        await slots.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        try
        {
            run.Start.Observer?.ToolStarted(call.Asked, call.Round);
            var span = parts.Telemetry.ToolStarted(call.Asked.Name, call.Asked.Id);
            var ended = await parts.Tools.RunAsync(call, cancellationToken).ConfigureAwait(false);
            parts.Telemetry.ToolEnded(span, run.Start.ExecutionId, ended, call.Tool is not null);
            run.Start.Observer?.ToolEnded(ended);
            return ended;
        }
        finally
        {
            slots.Release();
        }
    }
}
