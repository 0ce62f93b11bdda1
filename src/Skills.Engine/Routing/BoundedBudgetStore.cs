using Microsoft.Extensions.Logging;

namespace Skills.Engine.Routing;

/// <summary>A store with a deadline on every call, and with a word on what happens when it fails.</summary>
internal sealed class BoundedBudgetStore(IBudgetStore store, BudgetOptions options, TimeProvider time, ILogger logger) : IBudgetStore
{
    private const int SettleTries = 3;

    /// <inheritdoc/>
    public async ValueTask<BudgetShortage?> ReserveAsync(BudgetReservation reservation, IReadOnlyList<BudgetLine> budgets, CancellationToken cancellationToken)
    {
        try
        {
            var asked = store.ReserveAsync(reservation, budgets, cancellationToken);
            return asked.IsCompletedSuccessfully ? asked.Result : await asked.AsTask().WaitAsync(options.StoreTimeout, time, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            RoutingLog.BudgetStoreFailed(logger, e, "reserve");
            return options.AllowWhenStoreFails
                ? null
                : new(budgets[0], 0) { Reason = $"The budget store failed ({e.GetType().Name}), so the execution was refused. Set SkillsEngine:Routing:Budgets:AllowWhenStoreFails to run without it." };
        }
    }

    /// <inheritdoc/>
    public async ValueTask SettleAsync(string reservationId, decimal spentUsd, IReadOnlyList<BudgetLine> budgets, CancellationToken cancellationToken)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                var settled = store.SettleAsync(reservationId, spentUsd, budgets, cancellationToken);
                if (!settled.IsCompletedSuccessfully)
                {
                    await settled.AsTask().WaitAsync(options.StoreTimeout, time, cancellationToken).ConfigureAwait(false);
                }

                return;
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested)
            {
                // The reservation lapses by itself; what was spent stays in the ledger.
                RoutingLog.BudgetStoreFailed(logger, e, "settle");
                if (tries == SettleTries)
                {
                    return;
                }
            }
        }
    }

    /// <inheritdoc/>
    public ValueTask<BudgetBalance> ReadAsync(BudgetLine budget, CancellationToken cancellationToken) => store.ReadAsync(budget, cancellationToken);
}
