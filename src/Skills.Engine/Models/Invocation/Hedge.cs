namespace Skills.Engine.Models.Invocation;

/// <summary>Asks a second candidate when the first is slow, and takes whichever answers first. The loser is canceled and stays in the log.</summary>
internal sealed class Hedge(ModelInvocation invocation, AttemptRunner attempts, TimeProvider time)
{
    /// <summary>Runs the race.</summary>
    /// <param name="first">The first try.</param>
    /// <param name="after">How long it may take alone.</param>
    /// <param name="second">Plans the second try; null when no model can be asked.</param>
    /// <param name="cancellationToken">Ends both.</param>
    /// <returns>The winner alone, or all that failed.</returns>
    public async Task<IReadOnlyList<(InvocationCandidate, AttemptResult)>> RunAsync(
        AttemptPlan first,
        TimeSpan after,
        Func<CancellationToken, ValueTask<AttemptPlan?>> second,
        CancellationToken cancellationToken)
    {
        using var race = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var one = attempts.RunAsync(invocation, first, race.Token).AsTask();
        Task<AttemptResult>? two = null;
        try
        {
            if (await IsDoneWithin(one, after, cancellationToken).ConfigureAwait(false) || await second(cancellationToken).ConfigureAwait(false) is not { } plan)
            {
                return [(first.Candidate, await one.ConfigureAwait(false))];
            }

            two = attempts.RunAsync(invocation, plan, race.Token).AsTask();
            var (winner, loser) = await Task.WhenAny(one, two).ConfigureAwait(false) == one
                ? ((first.Candidate, Task: one), (plan.Candidate, Task: two))
                : ((plan.Candidate, Task: two), (first.Candidate, Task: one));
            var won = await winner.Task.ConfigureAwait(false);
            if (won.Reply is not null)
            {
                await StopAsync(loser.Task, race).ConfigureAwait(false);
                return [(winner.Candidate, won)];
            }

            return [(winner.Candidate, won), (loser.Candidate, await loser.Task.ConfigureAwait(false))];
        }
        catch
        {
            await StopAsync(one, race).ConfigureAwait(false);
            await (two is null ? Task.CompletedTask : StopAsync(two, race)).ConfigureAwait(false);
            throw;
        }
    }

    private async Task<bool> IsDoneWithin(Task task, TimeSpan limit, CancellationToken cancellationToken)
    {
        using var done = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var first = await Task.WhenAny(task, Task.Delay(limit, time, done.Token)).ConfigureAwait(false);
        done.Cancel();
        cancellationToken.ThrowIfCancellationRequested();
        return first == task;
    }

    // A canceled try ends at once, whatever its client does; waiting for it makes sure that it is in the log.
    private static async Task StopAsync(Task<AttemptResult> loser, CancellationTokenSource race)
    {
        race.Cancel();
        await loser.ContinueWith(static t => _ = t.Exception, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default).ConfigureAwait(false);
    }
}
