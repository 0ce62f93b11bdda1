using Microsoft.Extensions.Logging;

namespace Skills.Engine.Routing;

/// <summary>A store with a deadline on every call, and with a word on what happens when it fails.</summary>
internal sealed class BoundedBudgetStore(IBudgetStore store, BudgetOptions options, TimeProvider time, ILogger logger) : IBudgetStore
{
    // A store that did not answer so often in a row is not called for a moment, so that not every execution waits for it.
    private const int MostTimeouts = 3;

    /// <summary>How long the store is not called then, and when a refused caller may come back.</summary>
    public static TimeSpan Rest { get; } = TimeSpan.FromSeconds(5);

    private int _timeouts;
    private long _restsFrom;

    private bool IsResting => Volatile.Read(ref _timeouts) >= MostTimeouts && time.GetElapsedTime(Volatile.Read(ref _restsFrom)) < Rest;

    /// <inheritdoc/>
    public async ValueTask<BudgetShortage?> ReserveAsync(BudgetReservation reservation, IReadOnlyList<BudgetLine> budgets, CancellationToken cancellationToken)
    {
        try
        {
            if (IsResting)
            {
                throw new TimeoutException("The budget store did not answer a moment ago and is not called for a while.");
            }

            var asked = store.ReserveAsync(reservation, budgets, cancellationToken);
            var shortage = asked.IsCompletedSuccessfully ? asked.Result : await asked.AsTask().WaitAsync(options.StoreTimeout, time, cancellationToken).ConfigureAwait(false);
            Volatile.Write(ref _timeouts, 0);
            return shortage;
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            Count(e);
            RoutingLog.BudgetStoreFailed(logger, e, "reserve");
            return options.AllowWhenStoreFails
                ? null
                : new(budgets[0], 0) { Reason = $"The budget store failed ({e.GetType().Name}), so the execution was refused. Set SkillsEngine:Routing:Budgets:AllowWhenStoreFails to run without it." };
        }
    }

    /// <inheritdoc/>
    public async ValueTask SettleAsync(string reservationId, decimal spentUsd, IReadOnlyList<BudgetLine> budgets, CancellationToken cancellationToken)
    {
        try
        {
            var settled = store.SettleAsync(reservationId, spentUsd, budgets, cancellationToken);
            if (!settled.IsCompletedSuccessfully)
            {
                await settled.AsTask().WaitAsync(options.StoreTimeout, time, cancellationToken).ConfigureAwait(false);
            }

            // Settlements are tried while the store rests: it answers again.
            Volatile.Write(ref _timeouts, 0);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            Count(e);
            throw;
        }
    }

    private void Count(Exception e)
    {
        if (e is TimeoutException && !IsResting && Interlocked.Increment(ref _timeouts) >= MostTimeouts)
        {
            Volatile.Write(ref _restsFrom, time.GetTimestamp());
        }
    }

    /// <inheritdoc/>
    public ValueTask<BudgetBalance> ReadAsync(BudgetLine budget, CancellationToken cancellationToken) => store.ReadAsync(budget, cancellationToken);
}
