using System.Text.Json;
using Microsoft.Extensions.Options;

namespace Skills.Engine.Models;

/// <summary>Step 5 with several models at once: first success, a vote by field, or a judge. Bounded in money before it starts. Thread-safe.</summary>
internal sealed class ParallelInvoker(ModelInvoker invoker, IOptions<SkillsEngineOptions> options, TimeProvider time)
{
    private const int MostModels = 5;

    /// <summary>Asks several models; one, when there are no more or the money does not allow for more.</summary>
    /// <returns>The winner. Its reply's text is the vote's where a vote was taken, so steps 6 and 7 go on as with one model.</returns>
    public async Task<ModelInvocationResult> InvokeAsync(ParallelInvocation parallel, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(parallel);

        var branches = Choose(parallel);
        if (branches.Count < 2)
        {
            return await invoker.InvokeAsync(parallel.Invocation, cancellationToken).ConfigureAwait(false);
        }

        var won = await (parallel.Preferences.Mode is ParallelMode.FirstSuccess
            ? FirstAsync(parallel, branches, cancellationToken)
            : AllAsync(parallel, branches, cancellationToken)).ConfigureAwait(false);
        if (won.Reply is { } reply && parallel.Invocation.OnDelta is { } onDelta)
        {
            await onDelta(reply.Text).ConfigureAwait(false);
        }

        return won;
    }

    // One of each provider first, in the router's order; then the rest; then as many as the ceiling pays for at worst.
    private List<ModelInvocation> Choose(ParallelInvocation parallel)
    {
        var invocation = parallel.Invocation;
        var money = new WorstCase(invocation, options.Value.DefaultMaxOutputTokens, time);
        var left = invocation.Skill.Limits.MaxCostUsd - (invocation.Attempts.Cost.Usd ?? 0);
        var ordered = invocation.Candidates.DistinctBy(static c => c.Model.Provider, StringComparer.OrdinalIgnoreCase).Concat(invocation.Candidates).Distinct();
        var branches = new List<ModelInvocation>();
        foreach (var candidate in ordered.Take(Math.Clamp(parallel.Preferences.Count, 2, MostModels)))
        {
            var worst = money.Of(candidate.Model);
            if (left is not null && (worst is null || worst > left))
            {
                continue;
            }

            left -= worst;
            branches.Add(invocation with { Candidates = [candidate], Reason = "parallel", OnDelta = null, AllowanceUsd = left is null ? null : worst });
        }

        return branches;
    }

    private async Task<ModelInvocationResult> FirstAsync(ParallelInvocation parallel, List<ModelInvocation> branches, CancellationToken cancellationToken)
    {
        using var race = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var running = branches.ConvertAll(b => invoker.InvokeAsync(b, race.Token));
        ModelInvocationResult? last = null;
        try
        {
            while (running.Count > 0)
            {
                var done = await Task.WhenAny(running).ConfigureAwait(false);
                running.Remove(done);
                var result = await done.ConfigureAwait(false);
                if (result.Reply is { } reply && parallel.Read(reply) is not null)
                {
                    return result;
                }

                // An unreadable answer is better than none: it can be re-asked.
                last = result.Reply is not null || last?.Reply is null ? result : last;
            }

            return last!;
        }
        finally
        {
            race.Cancel();
            await Task.WhenAll(running.Select(static t => t.ContinueWith(static e => _ = e.Exception, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default))).ConfigureAwait(false);
        }
    }

    private async Task<ModelInvocationResult> AllAsync(ParallelInvocation parallel, List<ModelInvocation> branches, CancellationToken cancellationToken)
    {
        var results = await Task.WhenAll(branches.Select(b => invoker.InvokeAsync(b, cancellationToken))).ConfigureAwait(false);
        var valid = new List<(ModelInvocationResult Result, JsonElement Outputs)>();
        foreach (var result in results)
        {
            if (result.Reply is { } reply && parallel.Read(reply) is { } outputs)
            {
                valid.Add((result, outputs));
            }
        }

        return valid switch
        {
            [] => results.FirstOrDefault(static r => r.Reply is not null) ?? results[^1],
            [var only] => only.Result,
            _ when parallel.Preferences.Mode is ParallelMode.Vote => Vote(parallel, valid),
            _ => await JudgeAsync(parallel, valid, cancellationToken).ConfigureAwait(false),
        };
    }

    // Fields that agree one by one can contradict each other together: then the answer nearest to the vote stands.
    private static ModelInvocationResult Vote(ParallelInvocation parallel, List<(ModelInvocationResult Result, JsonElement Outputs)> valid)
    {
        var vote = FieldVote.Of([.. valid.Select(static v => v.Outputs)]);
        var nearest = valid.MaxBy(v => FieldVote.Agreement(v.Outputs, vote)).Result;
        var voted = nearest.Reply! with { Text = vote.GetRawText() };
        return parallel.Read(voted) is null ? nearest : nearest with { Reply = voted };
    }

    private static async Task<ModelInvocationResult> JudgeAsync(ParallelInvocation parallel, List<(ModelInvocationResult Result, JsonElement Outputs)> valid, CancellationToken cancellationToken)
    {
        var best = parallel.Judge is { } judge
            ? await judge([.. valid.Select(static v => v.Outputs)], cancellationToken).ConfigureAwait(false)
            : null;
        return valid[best is { } index && index >= 0 && index < valid.Count ? index : 0].Result;
    }
}
