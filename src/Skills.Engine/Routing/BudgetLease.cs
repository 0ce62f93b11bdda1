namespace Skills.Engine.Routing;

/// <summary>What the budgets promised to one execution. Tries take their worst case from it and return what they did not spend; settle it once at the end. Thread-safe.</summary>
internal sealed class BudgetLease(IBudgetStore store, string id, IReadOnlyList<BudgetLine> budgets, TimeSpan lifetime, decimal reserved, bool holdsUnknownPrices = false) : IAsyncDisposable
{
    private readonly SemaphoreSlim _taking = new(1, 1);
    private readonly Lock _gate = new();
    private decimal _reserved = reserved;
    private decimal _underWay;
    // A try of unknown cost counts with its worst case.
    private decimal _spent;
    private bool _settled;

    /// <summary>Whether models without a known price may be asked; they count as free.</summary>
    public bool HoldsUnknownPrices => holdsUnknownPrices;

    /// <summary>Takes the worst case of a try, raising the reservation when it does not cover it.</summary>
    /// <returns>Null when granted; otherwise the budget that lacks it.</returns>
    public async ValueTask<BudgetShortage?> TakeAsync(decimal worstUsd, CancellationToken cancellationToken)
    {
        await _taking.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var needed = Needed(worstUsd);
            if (needed > _reserved)
            {
                if (await store.ReserveAsync(new(id, needed, lifetime), budgets, cancellationToken).ConfigureAwait(false) is { } shortage)
                {
                    return shortage;
                }

                _reserved = needed;
            }

            lock (_gate)
            {
                _underWay += worstUsd;
            }

            return null;
        }
        finally
        {
            _taking.Release();
        }
    }

    /// <summary>Ends a try that took its worst case.</summary>
    public void Return(decimal worstUsd, Cost cost)
    {
        lock (_gate)
        {
            _underWay -= worstUsd;
            _spent += cost is { Kind: CostKind.Exact, Usd: { } exact } ? exact : Math.Max(worstUsd, cost.Usd ?? 0);
        }
    }

    /// <summary>Books what was spent and frees the rest; later calls do nothing.</summary>
    public ValueTask SettleAsync(CancellationToken cancellationToken)
    {
        decimal spent;
        lock (_gate)
        {
            if (_settled)
            {
                return ValueTask.CompletedTask;
            }

            _settled = true;
            spent = _spent + _underWay;
        }

        return store.SettleAsync(id, spent, budgets, cancellationToken);
    }

    /// <summary>Settles, if that was not done yet.</summary>
    public async ValueTask DisposeAsync()
    {
        await SettleAsync(CancellationToken.None).ConfigureAwait(false);
        _taking.Dispose();
    }

    private decimal Needed(decimal worstUsd)
    {
        lock (_gate)
        {
            return _spent + _underWay + worstUsd;
        }
    }
}
