namespace Skills.Engine.Routing;

/// <summary>What the budgets promised to one execution. Tries take their worst case from it and return what they did not spend. Disposing settles it in the background. Thread-safe.</summary>
/// <param name="raise">Raises the reservation to an amount, waiting for others to settle or not.</param>
/// <param name="settle">Takes what was spent at the end.</param>
/// <param name="reserved">The amount reserved so far.</param>
/// <param name="holdsUnknownPrices">Whether models without a known price may be asked.</param>
internal sealed class BudgetLease(
    Func<decimal, bool, CancellationToken, ValueTask<BudgetShortage?>> raise, Action<decimal> settle, decimal reserved, bool holdsUnknownPrices = false) : IDisposable
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
    /// <param name="worstUsd">The worst case.</param>
    /// <param name="waits">Whether to wait for other executions that hold what is missing.</param>
    /// <param name="cancellationToken">The caller's.</param>
    /// <returns>Null when granted; otherwise the budget that lacks it.</returns>
    public async ValueTask<BudgetShortage?> TakeAsync(decimal worstUsd, bool waits, CancellationToken cancellationToken)
    {
        await _taking.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var needed = Needed(worstUsd);
            if (needed > _reserved)
            {
                if (await raise(needed, waits, cancellationToken).ConfigureAwait(false) is { } shortage)
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

    /// <summary>Hands over what was spent, to be booked. Later calls do nothing.</summary>
    public void Dispose()
    {
        decimal spent;
        lock (_gate)
        {
            if (_settled)
            {
                return;
            }

            _settled = true;
            spent = _spent + _underWay;
        }

        settle(spent);
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
