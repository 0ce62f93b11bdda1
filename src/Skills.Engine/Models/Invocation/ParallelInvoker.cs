using System.Text.Json;
using Microsoft.Extensions.Options;
using Skills.Engine.Routing;

namespace Skills.Engine.Models.Invocation;

/// <summary>Step 5 with several models at once: first success, a vote by field, or a judge. Bounded in money before it starts. Thread-safe.</summary>
internal sealed class ParallelInvoker(ModelInvoker invoker, IOptions<SkillsEngineOptions> options, TimeProvider time)
{
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

    // As many as the ceiling pays for at worst.
    private List<ModelInvocation> Choose(ParallelInvocation parallel)
    {
        var invocation = parallel.Invocation;
        var money = new WorstCase(invocation, options.Value.DefaultMaxOutputTokens, time);
        var left = invocation.Skill.Limits.MaxCostUsd - invocation.Attempts.BookedUsd;
        var branches = new List<ModelInvocation>();
        foreach (var candidate in ParallelBranches.Of(invocation.Candidates, parallel.Preferences))
        {
            var worst = money.Of(candidate.Model, money.MaxOutputOf(candidate.Model));
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
        var running = branches.ConvertAll(b => invoker.InvokeAsync(b, race.Token).AsTask());
        ModelInvocationResult? last = null;
        try
        {
            while (running.Count > 0)
            {
                var done = await Task.WhenAny(running).ConfigureAwait(false);
                running.Remove(done);
                var result = Checked(parallel, await done.ConfigureAwait(false));
                if (result.Checked is { IsValid: true })
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
        var results = (await Task.WhenAll(branches.Select(b => invoker.InvokeAsync(b, cancellationToken).AsTask())).ConfigureAwait(false)).Select(r => Checked(parallel, r)).ToList();
        var valid = results.FindAll(static r => r.Checked is { IsValid: true, Value: not null });
        return valid switch
        {
            [] => results.Find(static r => r.Reply is not null) ?? results[^1],
            [var only] => only,
            _ when parallel.Preferences.Mode is ParallelMode.Vote => Vote(parallel, valid),
            _ => await JudgeAsync(parallel, valid, cancellationToken).ConfigureAwait(false),
        };
    }

    private static ModelInvocationResult Checked(ParallelInvocation parallel, ModelInvocationResult result) =>
        result.Reply is { } reply ? result with { Checked = parallel.Read(reply) } : result;

    // Fields that agree one by one can contradict each other together: then the answer nearest to the vote is taken.
    private static ModelInvocationResult Vote(ParallelInvocation parallel, List<ModelInvocationResult> valid)
    {
        var vote = FieldVote.Of(OutputsOf(valid));
        var nearest = valid.MaxBy(v => FieldVote.Agreement(v.Checked!.Value!.Value, vote))!;
        var voted = Checked(parallel, nearest with { Reply = nearest.Reply! with { Text = vote.GetRawText() } });
        return voted.Checked!.IsValid ? voted : nearest;
    }

    private static async Task<ModelInvocationResult> JudgeAsync(ParallelInvocation parallel, List<ModelInvocationResult> valid, CancellationToken cancellationToken)
    {
        var best = parallel.Judge is { } judge ? await judge(OutputsOf(valid), cancellationToken).ConfigureAwait(false) : null;
        return valid[best is { } index && index >= 0 && index < valid.Count ? index : 0];
    }

    private static List<JsonElement> OutputsOf(List<ModelInvocationResult> valid) => valid.ConvertAll(static v => v.Checked!.Value!.Value);
}
