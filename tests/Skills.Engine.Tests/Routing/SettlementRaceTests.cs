using System.Collections.Concurrent;
using Microsoft.Extensions.Logging.Abstractions;
using Skills.Engine.Routing;

namespace Skills.Engine.Tests.Routing;

/// <summary>Settlements that fail in the moment in which the backlog runs empty.</summary>
public sealed class SettlementRaceTests
{
    [Fact]
    public async Task EverySettlementIsBookedOnceWhenNewOnesFailWhileTheLastIsBooked()
    {
        const int Producers = 4, Each = 5_000;
        var store = new FirstTryFails();
        var open = new OpenCount();
        await using var settlements = new BudgetSettlements(store, new(), new InstantTime(), NullLogger.Instance, open);

        await Eventually.EndsAsync(Task.WhenAll(Enumerable.Range(0, Producers).Select(producer => Task.Run(async () =>
        {
            for (var i = 0; i < Each; i++)
            {
                var booked = settlements.NextBooked;
                settlements.Add($"{producer}-{i}", 0.01m, []);

                // The next one comes just as one of these is taken out.
                await booked.WaitAsync(TestContext.Current.CancellationToken);
            }
        }))));
        await Eventually.HoldsAsync(() => open.Value == 0, "Settlements stay open.");

        Assert.Equal(Producers * Each, store.Booked.Count);
        Assert.All(store.Booked.Values, static times => Assert.Equal(1, times));
    }

    private sealed class OpenCount : IQueueObserver
    {
        private int _value;

        public int Value => Volatile.Read(ref _value);

        public void QueueChanged(string queue, int by) => Interlocked.Add(ref _value, by);
    }

    private sealed class FirstTryFails : IBudgetStore
    {
        private readonly ConcurrentDictionary<string, bool> _tried = new();

        public ConcurrentDictionary<string, int> Booked { get; } = new();

        public ValueTask<BudgetShortage?> ReserveAsync(BudgetReservation reservation, IReadOnlyList<BudgetLine> budgets, CancellationToken cancellationToken) => new((BudgetShortage?)null);

        public ValueTask SettleAsync(string reservationId, decimal spentUsd, IReadOnlyList<BudgetLine> budgets, CancellationToken cancellationToken)
        {
            if (_tried.TryAdd(reservationId, true))
            {
                throw new IOException("gone");
            }

            Booked.AddOrUpdate(reservationId, 1, static (_, times) => times + 1);
            return ValueTask.CompletedTask;
        }

        public ValueTask<BudgetBalance> ReadAsync(BudgetLine budget, CancellationToken cancellationToken) => new(new BudgetBalance(0, 0));
    }

    // Every timer fires at once, so that pauses take no time.
    private sealed class InstantTime : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            System.CreateTimer(callback, state, dueTime == Timeout.InfiniteTimeSpan ? dueTime : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }
}
