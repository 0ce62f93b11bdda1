using System.Runtime.CompilerServices;

namespace Skills.Engine.Batches.Runs;

/// <summary>Looks at a run again and again, and computes rate and remaining time.</summary>
internal static class ProgressWatch
{
    public static async IAsyncEnumerable<BatchProgress> RunAsync(Func<CancellationToken, Task<BatchProgress>> look, TimeSpan interval, TimeProvider time, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(interval, TimeSpan.Zero);
        BatchProgress? last = null;
        while (true)
        {
            var now = await look(cancellationToken).ConfigureAwait(false);
            yield return last = WithRate(now, last);
            if (now.Run.State != BatchRunState.Running)
            {
                yield break;
            }

            await Task.Delay(interval, time, cancellationToken).ConfigureAwait(false);
        }
    }

    private static BatchProgress WithRate(BatchProgress now, BatchProgress? last)
    {
        if (last is null || (now.AsOf - last.AsOf).TotalSeconds is not (> 0 and var seconds))
        {
            return now;
        }

        var rate = Math.Max(0, now.Finished - last.Finished) / seconds;
        var left = now.Read - now.Finished;
        return now with { ItemsPerSecond = rate, Remaining = now.IsSourceDone && (rate > 0 || left == 0) ? TimeSpan.FromSeconds(Math.Min(left == 0 ? 0 : left / rate, 1e9)) : null };
    }
}
