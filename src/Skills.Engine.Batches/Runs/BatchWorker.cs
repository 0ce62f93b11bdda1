using System.Threading.Channels;
using Skills.Engine.Batches.Storage;

namespace Skills.Engine.Batches.Runs;

/// <summary>Claims items of a run, executes them and records their outcomes, until nothing is left or the run is no longer running.</summary>
internal sealed class BatchWorker
{
    private const int OutcomesAtATime = 500;

    private static readonly TimeSpan IdleWait = TimeSpan.FromMilliseconds(100);

    private readonly BatchWork _work;
    private readonly ItemExecutor _executor;
    private readonly ClaimWindow _window;
    private readonly int _parallelism;
    private readonly Channel<BatchClaim> _ready = Channel.CreateUnbounded<BatchClaim>(new() { SingleWriter = true });
    private readonly Channel<BatchOutcome> _outcomes = Channel.CreateUnbounded<BatchOutcome>(new() { SingleReader = true });

    public BatchWorker(BatchWork work, ItemExecutor executor)
    {
        (_work, _executor) = (work, executor);

        // Claims ahead of the executions hide the store's latency, and half of the parallelism is claimed at a time.
        _parallelism = work.Run.Options.VendorBatches?.MaxParked ?? work.Run.Options.Parallelism;
        _window = work.Run.Options.VendorBatches is null ? new(_parallelism * 2, Math.Max(1, _parallelism / 2)) : new(_parallelism, 1);
    }

    /// <summary>Works until the run ends.</summary>
    /// <param name="drain">Ends claiming. What is under way is finished and recorded.</param>
    /// <param name="abort">Cancels what is under way too. Its items wait again.</param>
    public async Task RunAsync(CancellationToken drain, CancellationToken abort)
    {
        using var finished = new CancellationTokenSource();
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(drain);
        var recording = EndingAsync(RecordAsync(), ending);
        var renewing = EndingAsync(RenewAsync(finished.Token), ending);
        var executing = Enumerable.Range(0, _parallelism).Select(_ => EndingAsync(ExecuteAsync(ending.Token, abort), ending)).ToArray();
        try
        {
            await ClaimAsync(ending.Token).ConfigureAwait(false);
        }
        finally
        {
            _ready.Writer.Complete();
            await Task.WhenAll(executing).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            _outcomes.Writer.Complete();
            await finished.CancelAsync().ConfigureAwait(false);
            await Task.WhenAll([recording, renewing]).ConfigureAwait(false);
        }

        await Task.WhenAll(executing).ConfigureAwait(false);
    }

    // Without one of its parts the worker would wait for ever: for a place that nobody frees, or for items that nobody has any more.
    private static async Task EndingAsync(Task part, CancellationTokenSource ending)
    {
        try
        {
            await part.ConfigureAwait(false);
        }
        catch
        {
            await ending.CancelAsync().ConfigureAwait(false);
            throw;
        }
    }

    private async Task ClaimAsync(CancellationToken drain)
    {
        try
        {
            while (true)
            {
                var free = await _window.TakeAsync(drain).ConfigureAwait(false);
                var claims = await _work.Calls.RunAsync(token => _work.Store.ClaimAsync(_work.Run.Id, _work.Worker, free, token), drain).ConfigureAwait(false);
                _window.Return(free - claims.Claims.Count);
                _window.Add(claims.Claims);
                foreach (var claim in claims.Claims)
                {
                    _ready.Writer.TryWrite(claim);
                }

                if (await IsOverAsync(claims, drain).ConfigureAwait(false))
                {
                    return;
                }

                if (claims.Claims.Count == 0)
                {
                    await _work.Wake.WaitAsync(IdleWait, _work.Time, drain).ConfigureAwait(false);
                }
            }
        }
        catch (OperationCanceledException) when (drain.IsCancellationRequested)
        {
            // Drained: what is ready but not started is released.
        }
    }

    private async ValueTask<bool> IsOverAsync(BatchClaims claims, CancellationToken cancellationToken)
    {
        if (claims.State != BatchRunState.Running)
        {
            return true;
        }

        if (claims.IsFinished)
        {
            return await MoveAsync(new(BatchRunState.Completed), cancellationToken).ConfigureAwait(false);
        }

        return claims.IsBudgetUsed && await MoveAsync(new(BatchRunState.Stopped, BatchStopReason.Budget, "The budget has no room for the most that one further item may cost. Resume the run with a higher budget."), cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<bool> MoveAsync(BatchMove to, CancellationToken cancellationToken)
    {
        await _work.Calls.RunAsync(token => _work.Store.MoveAsync(_work.Run.Id, [BatchRunState.Running], to, token), cancellationToken).ConfigureAwait(false);
        return true;
    }

    private async Task ExecuteAsync(CancellationToken drain, CancellationToken abort)
    {
        await foreach (var claim in _ready.Reader.ReadAllAsync(CancellationToken.None).ConfigureAwait(false))
        {
            if (drain.IsCancellationRequested)
            {
                await ReleaseAsync(claim).ConfigureAwait(false);
            }
            else
            {
                await ExecuteAsync(claim, abort).ConfigureAwait(false);
            }
        }
    }

    private async Task ExecuteAsync(BatchClaim claim, CancellationToken abort)
    {
        if (await _executor.RunAsync(claim, abort).ConfigureAwait(false) is { } outcome)
        {
            _outcomes.Writer.TryWrite(outcome);
        }
        else
        {
            await ReleaseAsync(claim).ConfigureAwait(false);
        }
    }

    private async Task ReleaseAsync(BatchClaim claim)
    {
        await _work.Calls.RunAsync(token => _work.Store.ReleaseAsync(_work.Run.Id, _work.Worker, [claim], token), CancellationToken.None).ConfigureAwait(false);
        _window.Remove(claim);
    }

    private async Task RecordAsync()
    {
        var batch = new List<BatchOutcome>(OutcomesAtATime);
        while (await _outcomes.Reader.WaitToReadAsync(CancellationToken.None).ConfigureAwait(false))
        {
            while (batch.Count < OutcomesAtATime && _outcomes.Reader.TryRead(out var outcome))
            {
                batch.Add(outcome);
            }

            // Results are paid for, so they are recorded however long the store is down.
            await _work.Calls.RunAsync(token => _work.Store.RecordAsync(_work.Run.Id, _work.Worker, batch, token), CancellationToken.None).ConfigureAwait(false);
            foreach (var outcome in batch)
            {
                _window.Remove(outcome.Claim);
            }

            batch.Clear();
            _work.Wake.Set();
        }
    }

    private async Task RenewAsync(CancellationToken finished)
    {
        if (_work.Store.Lease is not { } lease)
        {
            return;
        }

        try
        {
            while (true)
            {
                await Task.Delay(lease / 3, _work.Time, finished).ConfigureAwait(false);
                if (_window.Claims is { Count: > 0 } claims)
                {
                    await _work.Calls.RunAsync(token => _work.Store.RenewAsync(_work.Run.Id, _work.Worker, claims, token), finished).ConfigureAwait(false);
                }
            }
        }
        catch (OperationCanceledException) when (finished.IsCancellationRequested)
        {
            // Nothing is claimed any more.
        }
    }
}
