using System.Collections.Concurrent;

namespace Skills.Engine.Redis.Routing;

/// <summary>What this process knows of the budgets, so that a Redis that lost its data does not give them again: the epoch, the largest sums seen, and its own reservations. Thread-safe.</summary>
internal sealed class RedisBudgetMemory(TimeProvider time)
{
    private const int MostBudgets = 100_000;

    private readonly ConcurrentDictionary<string, (long Nanos, long Until)> _spent = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Held> _held = new(StringComparer.Ordinal);
    private volatile string _epoch = "";

    /// <summary>The epoch of the data; empty before the first answer.</summary>
    public string Epoch
    {
        get => _epoch;
        set => _epoch = value;
    }

    /// <summary>Reservations that were not settled yet.</summary>
    public ICollection<Held> Open => _held.Values;

    /// <summary>The most that a budget was seen to have spent, in billionths of a dollar.</summary>
    public long SpentOf(string budget) => _spent.TryGetValue(budget, out var known) ? known.Nanos : 0;

    public void Saw(BudgetLine budget, long nanos)
    {
        if (nanos <= 0)
        {
            return;
        }

        if (_spent.Count >= MostBudgets && !_spent.ContainsKey(budget.Key))
        {
            Forget();
        }

        var until = time.GetUtcNow() + budget.EndsIn;
        _spent.AddOrUpdate(budget.Key, (nanos, until.UtcTicks), (_, known) => known.Nanos >= nanos ? known : (nanos, known.Until));
    }

    public void Hold(BudgetReservation reservation, IReadOnlyList<BudgetLine> budgets) => _held[reservation.Id] = new(reservation, budgets, time.GetTimestamp());

    /// <summary>Whether something is reserved and not settled.</summary>
    public bool HasOpen => !_held.IsEmpty;

    public void Renewed(Held held) => _held.TryUpdate(held.Reservation.Id, held with { Since = time.GetTimestamp() }, held);

    public void Release(string reservationId) => _held.TryRemove(reservationId, out _);

    private void Forget()
    {
        var now = time.GetUtcNow().UtcTicks;
        foreach (var (key, known) in _spent)
        {
            if (known.Until <= now)
            {
                _spent.TryRemove(key, out _);
            }
        }

        // All of them run still: better to know less than to grow without end.
        if (_spent.Count >= MostBudgets)
        {
            _spent.Clear();
        }
    }

    /// <summary>A reservation of this process, and when it was made or renewed.</summary>
    internal sealed record Held(BudgetReservation Reservation, IReadOnlyList<BudgetLine> Budgets, long Since);
}
