using System.Collections.Concurrent;
using System.Globalization;

namespace Skills.Engine.Redis.Routing;

/// <summary>What this process knows of the budgets, so that a Redis that lost its data does not give them again: the epoch, the largest sums seen, and its own reservations. Thread-safe.</summary>
internal sealed class RedisBudgetMemory(TimeProvider time)
{
    private const int MostBudgets = 100_000;

    // Late answers come within seconds.
    private const int MostEnded = 10_000;

    private readonly ConcurrentDictionary<string, (long Nanos, long Until)> _spent = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Held> _held = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();
    private readonly HashSet<string> _ended = new(StringComparer.Ordinal);
    private readonly Queue<string> _endedOrder = new();
    private volatile string _epoch = "";
    private long _liveUntil;
    private Seen _others = new("", 0);

    /// <summary>The epoch of the data; empty before the first answer.</summary>
    public string Epoch
    {
        get => _epoch;
        set => _epoch = value;
    }

    // Not the wall clock, which may be set forward: what is reserved would seem to have lapsed.
    private long Now => time.GetElapsedTime(0).Ticks;

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

        _spent.AddOrUpdate(budget.Key, (nanos, Now + budget.EndsIn.Ticks), (_, known) => known.Nanos >= nanos ? known : (nanos, known.Until));
    }

    /// <summary>Takes a reservation in.</summary>
    public Held Hold(BudgetReservation reservation, IReadOnlyList<BudgetLine> budgets)
    {
        var until = Now + reservation.Lifetime.Ticks;
        for (var known = Interlocked.Read(ref _liveUntil); known < until; known = Interlocked.Read(ref _liveUntil))
        {
            Interlocked.CompareExchange(ref _liveUntil, until, known);
        }

        var held = new Held(reservation, budgets, time.GetTimestamp());
        lock (_gate)
        {
            if (!_ended.Contains(reservation.Id))
            {
                _held[reservation.Id] = held;
            }
        }

        return held;
    }

    /// <summary>Notes that a reservation is being settled: an answer to its reservation that comes later, after a timeout, holds nothing.</summary>
    public void End(string reservationId)
    {
        lock (_gate)
        {
            if (_ended.Add(reservationId))
            {
                _endedOrder.Enqueue(reservationId);
            }

            if (_endedOrder.Count > MostEnded)
            {
                _ended.Remove(_endedOrder.Dequeue());
            }
        }
    }

    /// <summary>Whether a reservation is being settled or was settled of late.</summary>
    public bool HasEnded(string reservationId)
    {
        lock (_gate)
        {
            return _ended.Contains(reservationId);
        }
    }

    /// <summary>Whether other processes await this one after a loss: something is reserved, or was a moment ago.</summary>
    public bool IsLive => !_held.IsEmpty || LivesFor > TimeSpan.Zero;

    /// <summary>How long this process may have something reserved.</summary>
    public TimeSpan LivesFor => TimeSpan.FromTicks(Math.Max(0, Interlocked.Read(ref _liveUntil) - Now));

    /// <summary>The sums seen, and how long each budget lasts.</summary>
    public IEnumerable<(string Budget, long Nanos, TimeSpan EndsIn)> Spent
    {
        get
        {
            var now = Now;
            return [.. _spent.Where(s => s.Value.Until > now).Select(s => (s.Key, s.Value.Nanos, TimeSpan.FromTicks(s.Value.Until - now)))];
        }
    }

    /// <summary>The processes that were live when this one last reserved, and how long each may still have something reserved.</summary>
    public IReadOnlyList<(string Process, TimeSpan Left)> Others
    {
        get
        {
            var (text, at) = Volatile.Read(ref _others);
            var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            var passed = time.GetElapsedTime(at);
            return
            [
                .. Enumerable.Range(0, words.Length / 2)
                    .Select(i => (words[i * 2], TimeSpan.FromMilliseconds(long.Parse(words[(i * 2) + 1], CultureInfo.InvariantCulture)) - passed))
                    .Where(static o => o.Item2 > TimeSpan.Zero),
            ];
        }
    }

    /// <summary>Notes the live processes, each followed by its milliseconds.</summary>
    public void Saw(string processes) => Volatile.Write(ref _others, new(processes, time.GetTimestamp()));

    public void Renewed(Held held) => _held.TryUpdate(held.Reservation.Id, held with { Since = time.GetTimestamp() }, held);

    public void Release(string reservationId) => _held.TryRemove(reservationId, out _);

    private void Forget()
    {
        var now = Now;
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

    private sealed record Seen(string Processes, long At);

    /// <summary>A reservation of this process, and when it was made or renewed.</summary>
    internal sealed record Held(BudgetReservation Reservation, IReadOnlyList<BudgetLine> Budgets, long Since);
}
