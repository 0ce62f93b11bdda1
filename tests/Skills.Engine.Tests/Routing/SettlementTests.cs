using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Skills.Engine.Routing;

namespace Skills.Engine.Tests.Routing;

/// <summary>Money that is spent is booked, whatever the store does, and no answer waits for that.</summary>
public sealed class SettlementTests
{
    private readonly VirtualTime _time = new();
    private readonly SkillsEngineOptions _options = new() { Routing = { Budgets = { Limits = { new() { LimitUsd = 1 } } } } };
    private readonly FlakyStore _store;

    // Shorter than every deadline: the clock does not jump to one while a caller whose turn has come has no thread yet.
    private readonly TimeSpan _longestStep = TimeSpan.FromSeconds(1);

    public SettlementTests() => _store = new(_time);

    private BudgetGuard Guard() => new(_store, Options.Create(_options), _time, NullLogger<BudgetGuard>.Instance);

    [Fact]
    public async Task AStoreThatFailsIsAskedWithGrowingPausesUntilItTakesTheSettlement()
    {
        var guard = Guard();
        _store.Fails = true;
        await SpendAsync(guard, "a", 0.2m);

        await RetriesAsync(9);

        Assert.Equal([0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 6.4, 10, 10], _store.Asked.Zip(_store.Asked.Skip(1), static (a, b) => (b - a).TotalSeconds));

        _store.Fails = false;
        await RetriesAsync(1);
        await BalanceIsAsync(guard, new(0.2m, 0));
    }

    [Fact]
    public async Task ABacklogIsBookedAtOnceWhenTheStoreIsBack()
    {
        var guard = Guard();
        _store.Fails = true;
        for (var i = 0; i < 10; i++)
        {
            await SpendAsync(guard, $"a{i}", 0.05m);
        }

        await RetriesAsync(9);
        _store.Fails = false;
        await RetriesAsync(1);

        await BalanceIsAsync(guard, new(0.5m, 0));
    }

    [Fact]
    public async Task ASettlementDoesNotHoldUpTheAnswer()
    {
        var guard = Guard();
        var hanging = _store.Hang();

        var before = _time.GetUtcNow();
        await SpendAsync(guard, "a", 0.2m);
        Assert.Equal(before, _time.GetUtcNow());

        hanging.SetResult();
        await BalanceIsAsync(guard, new(0.2m, 0));
    }

    [Fact]
    public async Task StoppingWaitsForWhatIsOpenAndNoLongerThanItsLimit()
    {
        var guard = Guard();
        _store.Fails = true;
        await SpendAsync(guard, "a", 0.2m);
        await RetriesAsync(8);
        _store.Fails = false;

        var stopping = guard.DisposeAsync().AsTask();
        var before = _time.GetUtcNow();
        _time.Run(Done(stopping), _longestStep);
        Assert.Equal(0.2m, (await _store.ReadAsync(guard)).SpentUsd);
        Assert.InRange(_time.GetUtcNow() - before, TimeSpan.Zero, TimeSpan.FromSeconds(1));

        var other = Guard();
        _store.Fails = true;
        await SpendAsync(other, "b", 0.2m);
        before = _time.GetUtcNow();
        _time.Run(Done(other.DisposeAsync().AsTask()));
        Assert.Equal(TimeSpan.FromSeconds(5), _time.GetUtcNow() - before);
    }

    [Fact]
    public async Task WithTooMuchUnbookedNothingMoreIsSpent()
    {
        _options.Routing.Budgets.MaxUnsettled = 2;
        var guard = Guard();
        _store.Fails = true;
        await SpendAsync(guard, "a", 0.01m);
        await SpendAsync(guard, "b", 0.01m);

        var refused = await AskAsync(guard, "c", 0.01m);

        Assert.Equal("budget.unavailable", refused.Refusal?.Code);
        _store.Fails = false;
        await RetriesAsync(1);
        await BalanceIsAsync(guard, new(0.02m, 0));
        await Eventually.HoldsAsync(async () => (await AskAsync(guard, "c", 0.01m)).Lease is not null, "The execution is still refused.");
    }

    [Fact]
    public async Task AReservationWhoseAnswerIsLostIsGivenBack()
    {
        var guard = Guard();
        _store.LosesAnswers = true;

        Assert.Equal("budget.unavailable", (await AskAsync(guard, "a", 0.9m)).Refusal?.Code);

        await BalanceIsAsync(guard, new(0, 0));
    }

    [Fact]
    public async Task AnExecutionWaitsForMoneyThatRunningOnesMayGiveBackFirstComeFirstServed()
    {
        var guard = Guard();
        var running = (await AskAsync(guard, "running", 0.9m)).Lease!;
        var served = new List<int>();
        var waiting = Enumerable.Range(0, 5).Select(async i =>
        {
            var lease = (await AskAsync(guard, $"w{i}", 0.8m)).Lease!;
            lock (served)
            {
                served.Add(i);
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), _time);
            lease.Dispose();
        }).ToList();
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Empty(served);

        running.Dispose();
        _time.Run(Done(Task.WhenAll(waiting)), _longestStep);

        Assert.Equal([0, 1, 2, 3, 4], served);
    }

    [Fact]
    public async Task WaitingEndsBeforeTheDeadlineAndIsNotBegunWhereNothingCanComeBack()
    {
        var guard = Guard();
        _ = (await AskAsync(guard, "running", 0.9m)).Lease!;
        var before = _time.GetUtcNow();

        var late = _time.Run(AskAsync(guard, "late", 0.5m, left: TimeSpan.FromSeconds(3)).AsTask());
        Assert.Equal(("budget.exceeded", TimeSpan.FromSeconds(2.7)), (late.Refusal?.Code, _time.GetUtcNow() - before));

        before = _time.GetUtcNow();
        Assert.NotNull((await AskAsync(guard, "large", 1.1m)).Refusal);
        Assert.Equal(before, _time.GetUtcNow());
    }

    [Fact]
    public async Task AWaiterThatIsCanceledHandsItsTurnOver()
    {
        var guard = Guard();
        var running = (await AskAsync(guard, "running", 0.9m)).Lease!;
        using var leaves = new CancellationTokenSource();
        var first = AskAsync(guard, "first", 0.8m, leaves: leaves).AsTask();
        var second = AskAsync(guard, "second", 0.8m).AsTask();

        await leaves.CancelAsync();
        running.Dispose();

        Assert.NotNull(_time.Run(second, _longestStep).Lease);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
    }

    private static async Task<bool> Done(Task task)
    {
        await task;
        return true;
    }

    // The one timer is that of the pause: it is fired when it is there, whichever thread sets it and however late.
    private async Task RetriesAsync(int count)
    {
        for (var i = 0; i < count; i++)
        {
            var asked = _store.TimesAsked;
            await Eventually.HoldsAsync(() => _time.FireNext(TimeSpan.FromSeconds(10)), "No pause began.");
            await Eventually.HoldsAsync(() => _store.TimesAsked > asked, "The store was not asked again.");
        }
    }

    private async Task BalanceIsAsync(BudgetGuard guard, BudgetBalance expected) => await Eventually.HoldsAsync(
        async () => await _store.ReadAsync(guard) == expected, $"The balance does not become {expected}.");

    private static ValueTask<Admission> AskAsync(BudgetGuard guard, string id, decimal worst, TimeSpan? left = null, CancellationTokenSource? leaves = null) =>
        guard.ReserveAsync(Some.Skill(), new(), id, worst, left ?? TimeSpan.FromMinutes(2), waits: true, leaves?.Token ?? TestContext.Current.CancellationToken);

    private static async Task SpendAsync(BudgetGuard guard, string id, decimal usd)
    {
        using var lease = (await AskAsync(guard, id, usd)).Lease!;
        await lease.TakeAsync(usd, waits: true, CancellationToken.None);
        lease.Return(usd, new(usd, CostKind.Exact));
    }

    private sealed class FlakyStore(VirtualTime time) : IBudgetStore
    {
        private readonly MemoryBudgetStore _inner = new(time);
        private volatile TaskCompletionSource? _hang;

        public bool Fails { get; set; }

        public List<DateTimeOffset> Asked { get; } = [];

        public int TimesAsked
        {
            get
            {
                lock (Asked)
                {
                    return Asked.Count;
                }
            }
        }

        public TaskCompletionSource Hang() => _hang = new();

        /// <summary>Whether it reserves and then fails.</summary>
        public bool LosesAnswers { get; set; }

        public async ValueTask<BudgetShortage?> ReserveAsync(BudgetReservation reservation, IReadOnlyList<BudgetLine> budgets, CancellationToken cancellationToken)
        {
            var shortage = await _inner.ReserveAsync(reservation, budgets, cancellationToken);
            return LosesAnswers ? throw new IOException("gone") : shortage;
        }

        public async ValueTask SettleAsync(string reservationId, decimal spentUsd, IReadOnlyList<BudgetLine> budgets, CancellationToken cancellationToken)
        {
            lock (Asked)
            {
                Asked.Add(time.GetUtcNow());
            }

            if (Fails)
            {
                throw new IOException("gone");
            }

            await (_hang?.Task ?? Task.CompletedTask);
            await _inner.SettleAsync(reservationId, spentUsd, budgets, cancellationToken);
        }

        public ValueTask<BudgetBalance> ReadAsync(BudgetLine budget, CancellationToken cancellationToken) => _inner.ReadAsync(budget, cancellationToken);

        public ValueTask<BudgetBalance> ReadAsync(BudgetGuard guard) => ReadAsync(guard.LinesOf(Some.Skill(), new())[0], CancellationToken.None);
    }
}
