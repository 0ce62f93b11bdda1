using Microsoft.Extensions.Logging;

namespace Skills.Engine.Routing;

/// <summary>
/// Books what executions spent, in the background, so that no answer waits for the store. What the store does not take is kept
/// and tried again with growing pauses until it does. Thread-safe; disposing waits for what is open, up to the drain timeout.
/// </summary>
internal sealed class BudgetSettlements(IBudgetStore store, BudgetOptions options, TimeProvider time, ILogger logger, IQueueObserver? queues) : IAsyncDisposable, IDisposable
{
    private const string QueueName = "settlement";
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private readonly Queue<Settlement> _failed = new();
    private readonly CancellationTokenSource _abandoning = new();
    private TaskCompletionSource _booked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _stopping = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _open;

    /// <summary>Completes when the next settlement is booked, which may free money.</summary>
    public Task NextBooked => Volatile.Read(ref _booked).Task;

    /// <summary>Whether so much could not be booked that no more may be spent.</summary>
    public bool IsFull => Volatile.Read(ref _open) >= options.MaxUnsettled;

    /// <summary>Takes what an execution spent. A store in this process has booked it when this returns.</summary>
    public void Add(string id, decimal spentUsd, IReadOnlyList<BudgetLine> budgets)
    {
        var settlement = new Settlement(id, spentUsd, budgets);
        Interlocked.Increment(ref _open);
        queues?.QueueChanged(QueueName, 1);
        var first = TryAsync(settlement);
        if (first.IsCompletedSuccessfully)
        {
            End(first.Result, settlement);
        }
        else
        {
            _ = EndAsync(first, settlement);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _stopping.TrySetResult();
        if (Volatile.Read(ref _open) == 0)
        {
            _drained.TrySetResult();
        }

        try
        {
            await _drained.Task.WaitAsync(options.DrainTimeout, time).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            lock (_gate)
            {
                var unbooked = _failed.Sum(static s => s.SpentUsd);
                RoutingLog.NotSettled(logger, _open, unbooked);
            }
        }

        await _abandoning.CancelAsync().ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // A host that disposes synchronously still must not lose money.
        if (Volatile.Read(ref _open) > 0)
        {
            Task.Run(() => DisposeAsync().AsTask()).Wait(options.DrainTimeout);
        }
    }

    private async Task EndAsync(ValueTask<bool> trying, Settlement settlement) => End(await trying.ConfigureAwait(false), settlement);

    private void End(bool isBooked, Settlement settlement)
    {
        if (isBooked)
        {
            Booked();
            return;
        }

        lock (_gate)
        {
            _failed.Enqueue(settlement);
            if (_failed.Count == 1)
            {
                _ = Task.Run(RetryAsync);
            }
        }
    }

    private void Booked()
    {
        queues?.QueueChanged(QueueName, -1);
        Interlocked.Exchange(ref _booked, new(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
        if (Interlocked.Decrement(ref _open) == 0 && _stopping.Task.IsCompleted)
        {
            _drained.TrySetResult();
        }
    }

    // One loop at a time while the store fails; it books a backlog as fast as it answers once it is back. It ends when it takes the
    // last settlement out, since whatever fails after that begins a loop of its own: two loops would take out settlements unbooked.
    private async Task RetryAsync()
    {
        var pause = FirstPause;
        Settlement? next = Peek();
        while (next is not null && !_abandoning.IsCancellationRequested)
        {
            await PauseAsync(pause).ConfigureAwait(false);
            while (next is not null && await TryAsync(next).ConfigureAwait(false))
            {
                pause = FirstPause;
                next = Advance();
                Booked();
            }

            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    // While the host stops, pauses stay short.
    private async Task PauseAsync(TimeSpan pause)
    {
        try
        {
            await (_stopping.Task.IsCompleted ? Task.Delay(FirstPause, time, _abandoning.Token) : _stopping.Task.WaitAsync(pause, time, _abandoning.Token)).ConfigureAwait(false);
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            // The pause is over, or nobody waits any more.
        }
    }

    private Settlement Peek()
    {
        lock (_gate)
        {
            return _failed.Peek();
        }
    }

    private Settlement? Advance()
    {
        lock (_gate)
        {
            _failed.Dequeue();
            return _failed.TryPeek(out var next) ? next : null;
        }
    }

    private async ValueTask<bool> TryAsync(Settlement settlement)
    {
        try
        {
            await store.SettleAsync(settlement.Id, settlement.SpentUsd, settlement.Budgets, CancellationToken.None).ConfigureAwait(false);
            return true;
        }
        catch (Exception e)
        {
            // Whatever the store throws: the money is spent and must be booked.
            RoutingLog.BudgetStoreFailed(logger, e, "settle");
            return false;
        }
    }

    private sealed record Settlement(string Id, decimal SpentUsd, IReadOnlyList<BudgetLine> Budgets);
}
