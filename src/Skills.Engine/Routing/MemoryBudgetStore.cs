namespace Skills.Engine.Routing;

/// <summary>The default budget store: in this process, exact, gone when it ends.</summary>
internal sealed class MemoryBudgetStore(TimeProvider time) : IBudgetStore
{
    private const int SweepEvery = 1024;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Account> _accounts = [];
    private int _operations;

    /// <inheritdoc/>
    public ValueTask<BudgetShortage?> ReserveAsync(BudgetReservation reservation, IReadOnlyList<BudgetLine> budgets, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            var now = time.GetTimestamp();
            Sweep(now);
            foreach (var budget in budgets)
            {
                var account = Of(budget, now);
                var (spent, reserved) = account.Without(reservation.Id);
                var left = budget.LimitUsd - spent - reserved;
                if (reservation.AmountUsd > left)
                {
                    return new(new BudgetShortage(budget, Math.Max(0, left)) { ReservedUsd = reserved });
                }
            }

            foreach (var budget in budgets)
            {
                Of(budget, now).Reserve(reservation.Id, reservation.AmountUsd, Later(now, reservation.Lifetime));
            }

            return new((BudgetShortage?)null);
        }
    }

    /// <inheritdoc/>
    public ValueTask SettleAsync(string reservationId, decimal spentUsd, IReadOnlyList<BudgetLine> budgets, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            foreach (var budget in budgets)
            {
                Of(budget, time.GetTimestamp()).Settle(reservationId, spentUsd);
            }

            return ValueTask.CompletedTask;
        }
    }

    /// <inheritdoc/>
    public ValueTask<BudgetBalance> ReadAsync(BudgetLine budget, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            var account = Of(budget, time.GetTimestamp());
            var (spent, reserved) = account.Without(null);
            return new(new BudgetBalance(spent, reserved));
        }
    }

    private Account Of(BudgetLine budget, long now)
    {
        if (!_accounts.TryGetValue(budget.Key, out var account))
        {
            _accounts[budget.Key] = account = new(Later(now, budget.EndsIn + TimeSpan.FromHours(1)));
        }

        account.Lapse(now);
        return account;
    }

    private void Sweep(long now)
    {
        if (++_operations % SweepEvery == 0)
        {
            foreach (var key in _accounts.Where(a => a.Value.ForgetAt <= now || a.Value.IsEmpty).Select(static a => a.Key).ToList())
            {
                _accounts.Remove(key);
            }
        }
    }

    private long Later(long now, TimeSpan by) => now + (long)(by.TotalSeconds * time.TimestampFrequency);

    private sealed class Account(long forgetAt)
    {
        private const int MostLapsed = 10_000;

        private readonly Dictionary<string, (decimal Amount, long Until)> _reservations = [];

        // Booked as spent, until a late settlement says how much it was.
        private readonly Dictionary<string, decimal> _lapsed = [];
        private decimal _spent;
        private decimal _reserved;
        private long _earliest = long.MaxValue;

        public long ForgetAt { get; } = forgetAt;

        public bool IsEmpty => _spent == 0 && _reservations.Count == 0;

        /// <summary>What is spent and reserved by all but one.</summary>
        public (decimal Spent, decimal Reserved) Without(string? id) => id is null ? (_spent, _reserved) : (
            _spent - _lapsed.GetValueOrDefault(id),
            _reserved - (_reservations.TryGetValue(id, out var own) ? own.Amount : 0));

        public void Reserve(string id, decimal amount, long until)
        {
            Free(id);
            _reservations[id] = (amount, until);
            _reserved += amount;
            _earliest = Math.Min(_earliest, until);
        }

        public void Settle(string id, decimal spent)
        {
            Free(id);
            _spent += spent;
        }

        public void Lapse(long now)
        {
            if (now < _earliest)
            {
                return;
            }

            foreach (var (id, own) in _reservations.Where(r => r.Value.Until <= now).ToList())
            {
                Free(id);
                _spent += own.Amount;
                if (_lapsed.Count < MostLapsed)
                {
                    _lapsed[id] = own.Amount;
                }
            }

            _earliest = _reservations.Count == 0 ? long.MaxValue : _reservations.Values.Min(static r => r.Until);
        }

        private void Free(string id)
        {
            if (_reservations.Remove(id, out var own))
            {
                _reserved -= own.Amount;
            }

            if (_lapsed.Remove(id, out var booked))
            {
                _spent -= booked;
            }
        }
    }
}
