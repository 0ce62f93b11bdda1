namespace Skills.Engine;

/// <summary>Keeps what budgets have spent and promised. Every member is atomic over all budgets it names, and thread-safe.</summary>
public interface IBudgetStore
{
    /// <summary>Promises an amount from every budget, or from none when one of them lacks it.</summary>
    /// <param name="reservation">Its id, amount and when it lapses; an id already known is raised to the amount. A lapsed one counts as spent, since what its lost process paid is not known.</param>
    /// <param name="budgets">The budgets, at least one.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>Null when it was promised; otherwise the budget that lacks it and what it has left.</returns>
    ValueTask<BudgetShortage?> ReserveAsync(BudgetReservation reservation, IReadOnlyList<BudgetLine> budgets, CancellationToken cancellationToken);

    /// <summary>Ends a reservation and books what was really spent, in place of the amount booked when the reservation has lapsed meanwhile. The same call may come again after a timeout.</summary>
    /// <param name="reservationId">The id.</param>
    /// <param name="spentUsd">What was spent, 0 or more.</param>
    /// <param name="budgets">The same budgets as reserved from.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    ValueTask SettleAsync(string reservationId, decimal spentUsd, IReadOnlyList<BudgetLine> budgets, CancellationToken cancellationToken);

    /// <summary>What a budget has spent and promised.</summary>
    /// <param name="budget">The budget.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    ValueTask<BudgetBalance> ReadAsync(BudgetLine budget, CancellationToken cancellationToken);
}

/// <summary>An amount promised to one execution.</summary>
/// <param name="Id">Unique.</param>
/// <param name="AmountUsd">The whole amount promised to it so far.</param>
/// <param name="Lifetime">After this long it lapses and its amount counts as spent.</param>
public sealed record BudgetReservation(string Id, decimal AmountUsd, TimeSpan Lifetime);

/// <summary>One budget in one period.</summary>
/// <param name="Key">Its name in the store, such as <c>tenant:acme:2026-11-22</c>.</param>
/// <param name="LimitUsd">Most that may be spent in the period.</param>
/// <param name="EndsIn">Until the period ends; the store may forget it an hour later.</param>
public sealed record BudgetLine(string Key, decimal LimitUsd, TimeSpan EndsIn);

/// <summary>A budget that could not promise an amount.</summary>
/// <param name="Budget">The budget.</param>
/// <param name="LeftUsd">What it has left, promises taken off.</param>
public sealed record BudgetShortage(BudgetLine Budget, decimal LeftUsd)
{
    /// <summary>A sentence when something else than money was short, such as the store; null otherwise.</summary>
    public string? Reason { get; init; }

    /// <summary>Gets what others were promised and may not spend: waiting for them can help.</summary>
    public decimal ReservedUsd { get; init; }
}

/// <summary>What a budget has spent and promised, in USD.</summary>
/// <param name="SpentUsd">Spent, lapsed reservations included.</param>
/// <param name="ReservedUsd">Promised and not settled.</param>
public sealed record BudgetBalance(decimal SpentUsd, decimal ReservedUsd);
