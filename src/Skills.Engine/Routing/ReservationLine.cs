namespace Skills.Engine.Routing;

/// <summary>Callers that wait for running executions to settle, because a budget has promised what it has not yet spent. First come, first served for each budget. Thread-safe.</summary>
internal sealed class ReservationLine(BudgetSettlements settlements, RoutingOptions options, TimeProvider time, IQueueObserver? queues)
{
    // This process is not notified when others settle.
    private static readonly TimeSpan AskEvery = TimeSpan.FromMilliseconds(100);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Line> _lines = new(StringComparer.Ordinal);
    private int _waiting;

    /// <summary>Reserves, and waits while others may give back what is missing.</summary>
    /// <param name="reserve">Asks the store.</param>
    /// <param name="amountUsd">What is wanted.</param>
    /// <param name="budgets">The budgets it is wanted from.</param>
    /// <param name="patience">The longest wait; zero asks once, and not at all while others wait.</param>
    /// <param name="inTurn">Whether to stand behind those who came before; false for an execution that others may be waiting for.</param>
    /// <param name="cancellationToken">The caller's.</param>
    public async ValueTask<BudgetShortage?> ReserveAsync(
        Func<CancellationToken, ValueTask<BudgetShortage?>> reserve, decimal amountUsd, IReadOnlyList<BudgetLine> budgets, TimeSpan patience, bool inTurn, CancellationToken cancellationToken)
    {
        BudgetShortage? shortage = null;
        var waitedFor = WaitedFor(budgets);
        if (waitedFor is not null && patience <= TimeSpan.Zero)
        {
            return new(budgets.First(b => b.Key == waitedFor), 0);
        }

        var key = inTurn ? waitedFor : null;
        if (key is null)
        {
            shortage = await reserve(cancellationToken).ConfigureAwait(false);
            if (shortage is null || !MayCome(shortage, amountUsd) || patience <= TimeSpan.Zero)
            {
                return shortage;
            }

            key = shortage.Budget.Key;
        }

        if (Join(key) is not { } line)
        {
            return shortage ?? await reserve(cancellationToken).ConfigureAwait(false);
        }

        try
        {
            return await WaitAsync(line, inTurn, reserve, amountUsd, patience, shortage, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            Leave(key, line);
        }
    }

    private async Task<BudgetShortage?> WaitAsync(
        Line line, bool inTurn, Func<CancellationToken, ValueTask<BudgetShortage?>> reserve, decimal amountUsd, TimeSpan patience, BudgetShortage? shortage, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        var hasTurn = false;
        try
        {
            if (inTurn)
            {
                await line.Turn.WaitAsync(either.Token).ConfigureAwait(false);
                hasTurn = true;
            }

            while (true)
            {
                var booked = settlements.NextBooked;
                shortage = await reserve(cancellationToken).ConfigureAwait(false);
                if (shortage is null || !MayCome(shortage, amountUsd))
                {
                    return shortage;
                }

                await Task.WhenAny(booked, Task.Delay(AskEvery, time, either.Token)).ConfigureAwait(false);
                either.Token.ThrowIfCancellationRequested();
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return shortage ?? await reserve(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            if (hasTurn)
            {
                line.Turn.Release();
            }
        }
    }

    private static bool MayCome(BudgetShortage shortage, decimal amountUsd) => shortage.Reason is null && shortage.LeftUsd + shortage.ReservedUsd >= amountUsd;

    private string? WaitedFor(IReadOnlyList<BudgetLine> budgets)
    {
        lock (_gate)
        {
            return _lines.Count == 0 ? null : budgets.FirstOrDefault(b => _lines.ContainsKey(b.Key))?.Key;
        }
    }

    private Line? Join(string key)
    {
        lock (_gate)
        {
            if (_waiting >= options.MaxQueue)
            {
                return null;
            }

            _waiting++;
            if (!_lines.TryGetValue(key, out var line))
            {
                _lines[key] = line = new();
            }

            line.Count++;
            queues?.QueueChanged("budget", 1);
            return line;
        }
    }

    private void Leave(string key, Line line)
    {
        lock (_gate)
        {
            _waiting--;
            if (--line.Count == 0)
            {
                _lines.Remove(key);
                line.Dispose();
            }
        }

        queues?.QueueChanged("budget", -1);
    }

    private sealed class Line : IDisposable
    {
        public SemaphoreSlim Turn { get; } = new(1, 1);

        public int Count { get; set; }

        public void Dispose() => Turn.Dispose();
    }
}
