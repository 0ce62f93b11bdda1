using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Skills.Engine.Routing;

namespace Skills.Engine.Tests.Routing;

public sealed class BudgetTests
{
    private readonly VirtualTime _time = new();
    private readonly SkillsEngineOptions _options = new();

    private BudgetGuard Guard(IBudgetStore? store = null, bool waits = false)
    {
        _options.Routing.Budgets.ReservationWait = waits ? TimeSpan.FromSeconds(10) : TimeSpan.Zero;
        return new(store ?? new MemoryBudgetStore(_time), Options.Create(_options), _time, NullLogger<BudgetGuard>.Instance);
    }

    private static ValueTask<Admission> AskAsync(BudgetGuard guard, string id, decimal worst, SkillExecutionContext? context = null) =>
        guard.ReserveAsync(Some.Skill(), context ?? new(), id, worst, TimeSpan.FromMinutes(2), waits: true, CancellationToken.None);

    [Fact]
    public async Task TwoHundredConcurrentCallersSpendNoMoreThanADollar()
    {
        _options.Routing.Budgets.Limits.Add(new() { Scope = BudgetScope.Tenant, LimitUsd = 1 });
        var guard = Guard();
        var spent = 0m;
        var gate = new Lock();
        var random = new Random(1);

        await Parallel.ForEachAsync(Enumerable.Range(0, 2000), new ParallelOptions { MaxDegreeOfParallelism = 200 }, async (i, _) =>
        {
            var admission = await AskAsync(guard, $"run-{i}", 0.02m, new() { TenantId = "t" });
            if (admission.Lease is not { } lease)
            {
                Assert.Equal("budget.exceeded", admission.Refusal?.Code);
                return;
            }

            using (lease)
            {
                Assert.Null(await lease.TakeAsync(0.02m, waits: true, CancellationToken.None));
                decimal cost;
                lock (gate)
                {
                    cost = random.Next(1, 200) / 10_000m;
                    spent += cost;
                }

                await Task.Yield();
                lease.Return(0.02m, new(cost, CostKind.Exact));
            }
        });

        Assert.InRange(spent, 0.5m, 1.00m);
        var line = Assert.Single(guard.LinesOf(Some.Skill(), new() { TenantId = "t" }));
        Assert.Equal("tenant:t:2026-11-22", line.Key);
    }

    [Fact]
    public async Task AnExecutionMustFitIntoEveryBudgetOrTakesFromNone()
    {
        _options.Routing.Budgets.Limits.Add(new() { Scope = BudgetScope.All, LimitUsd = 10 });
        _options.Routing.Budgets.Limits.Add(new() { Scope = BudgetScope.User, LimitUsd = 1 });
        var store = new MemoryBudgetStore(_time);
        var guard = Guard(store);

        var admission = await AskAsync(guard, "a", 2, new() { UserId = "u" });

        Assert.Contains("user:/u:2026-11-22", admission.Refusal!.Message, StringComparison.Ordinal);
        Assert.Equal(TimeSpan.FromHours(12), admission.RetryAfter);
        Assert.Equal(new BudgetBalance(0, 0), await store.ReadAsync(guard.LinesOf(Some.Skill(), new())[0], CancellationToken.None));
    }

    [Fact]
    public async Task TheNextDayBeginsAnew()
    {
        _options.Routing.Budgets.Limits.Add(new() { LimitUsd = 1 });
        var guard = Guard();
        using (var lease = (await AskAsync(guard, "a", 1)).Lease!)
        {
            await lease.TakeAsync(1, waits: true, CancellationToken.None);
            lease.Return(1, new(1, CostKind.Exact));
        }

        Assert.NotNull((await AskAsync(guard, "b", 0.1m)).Refusal);
        _time.Advance(TimeSpan.FromHours(12));
        Assert.NotNull((await AskAsync(guard, "c", 0.1m)).Lease);
    }

    [Fact]
    public async Task WhatTenLostProcessesReservedCountsAsSpentUntilTheyTellOtherwise()
    {
        _options.Routing.Budgets.Limits.Add(new() { LimitUsd = 1 });
        var store = new MemoryBudgetStore(_time);
        var guard = Guard(store);
        var leases = new List<BudgetLease>();
        for (var i = 0; i < 10; i++)
        {
            leases.Add((await AskAsync(guard, $"lost-{i}", 0.1m)).Lease!);
        }

        Assert.NotNull((await AskAsync(guard, "next", 0.1m)).Refusal);
        _time.Advance(TimeSpan.FromMinutes(3));
        Assert.NotNull((await AskAsync(guard, "next", 0.1m)).Refusal);
        var line = guard.LinesOf(Some.Skill(), new())[0];
        Assert.Equal(new BudgetBalance(1, 0), await store.ReadAsync(line, CancellationToken.None));

        await leases[0].TakeAsync(0.1m, waits: true, CancellationToken.None);
        leases[0].Return(0.1m, new(0.04m, CostKind.Exact));
        leases[0].Dispose();
        Assert.Equal(new BudgetBalance(0.94m, 0), await store.ReadAsync(line, CancellationToken.None));
        Assert.NotNull((await AskAsync(guard, "next", 0.06m)).Lease);
    }

    [Fact]
    public async Task AFurtherTryRaisesTheReservationOrIsRefused()
    {
        _options.Routing.Budgets.Limits.Add(new() { LimitUsd = 1 });
        var lease = (await AskAsync(Guard(), "a", 0.4m)).Lease!;

        Assert.Null(await lease.TakeAsync(0.4m, waits: true, CancellationToken.None));
        lease.Return(0.4m, new(0, CostKind.AtLeast));
        Assert.Null(await lease.TakeAsync(0.4m, waits: true, CancellationToken.None));
        Assert.NotNull(await lease.TakeAsync(0.4m, waits: true, CancellationToken.None));
    }

    [Fact]
    public async Task OneTenantsBudgetIsNotAnothers()
    {
        _options.Routing.Budgets.Limits.Add(new() { Scope = BudgetScope.Tenant, LimitUsd = 1 });
        var guard = Guard();

        Assert.NotNull((await AskAsync(guard, "a", 1, new() { TenantId = "a:b" })).Lease);
        Assert.NotNull((await AskAsync(guard, "b", 1, new() { TenantId = "a" })).Lease);
        Assert.NotNull((await AskAsync(guard, "c", 1, new() { TenantId = "a" })).Refusal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task AFailingStoreRefusesUnlessToldOtherwise(bool allow)
    {
        _options.Routing.Budgets.Limits.Add(new() { LimitUsd = 1 });
        _options.Routing.Budgets.AllowWhenStoreFails = allow;

        var admission = await AskAsync(Guard(new BrokenStore()), "a", 0.1m);

        Assert.Equal(allow, admission.Lease is not null);
        Assert.Equal(!allow, admission.Refusal?.Message.Contains("store failed", StringComparison.Ordinal) ?? false);
        Assert.Equal(allow ? null : "budget.unavailable", admission.Refusal?.Code);
        Assert.Equal(allow ? null : TimeSpan.FromSeconds(5), admission.RetryAfter);
        admission.Lease?.Dispose();
    }

    [Fact]
    public void AStoreThatHangsIsNotWaitedForLongerThanItsDeadline()
    {
        _options.Routing.Budgets.Limits.Add(new() { LimitUsd = 1 });
        var started = _time.GetUtcNow();

        var admission = _time.Run(AskAsync(Guard(new HangingStore()), "a", 0.1m).AsTask());

        Assert.NotNull(admission.Refusal);
        Assert.Equal(TimeSpan.FromSeconds(2), _time.GetUtcNow() - started);
    }

    [Fact]
    public async Task AStoreThatHangsAgainAndAgainIsNotCalledForAMoment()
    {
        _options.Routing.Budgets.Limits.Add(new() { LimitUsd = 1 });
        var guard = Guard(new HangingStore());
        for (var i = 0; i < 3; i++)
        {
            _time.Run(AskAsync(guard, $"a{i}", 0.1m).AsTask());
        }

        var started = _time.GetUtcNow();
        Assert.NotNull((await AskAsync(guard, "b", 0.1m)).Refusal);
        Assert.Equal(started, _time.GetUtcNow());

        _time.Advance(TimeSpan.FromSeconds(6));
        _time.Run(AskAsync(guard, "c", 0.1m).AsTask());
        Assert.Equal(TimeSpan.FromSeconds(8), _time.GetUtcNow() - started);
    }

    [Theory]
    [InlineData("hhh", false)]
    [InlineData("hh", true)]
    [InlineData("hhah", true)]
    [InlineData("fffff", true)]
    [InlineData("hhfh", false)]
    public void OnlyAStoreThatHangsThreeTimesWithoutAnAnswerIsLeftAlone(string calls, bool isCalled)
    {
        _options.Routing.Budgets.Limits.Add(new() { LimitUsd = 1 });
        var store = new ScriptedStore(calls);
        var guard = Guard(store);
        foreach (var call in calls)
        {
            _time.Run(AskAsync(guard, $"{call}", 0.1m).AsTask());
        }

        var before = store.Calls;
        _time.Run(AskAsync(guard, "last", 0.1m).AsTask());

        Assert.Equal((calls.Length, isCalled), (before, store.Calls > before));
    }

    [Fact]
    public async Task AReservationIsKeptHoweverManyOthersComeAndGo()
    {
        _options.Routing.Budgets.Limits.Add(new() { Scope = BudgetScope.Tenant, LimitUsd = 1 });
        var guard = Guard();
        using var running = (await AskAsync(guard, "running", 0.9m, new() { TenantId = "a" })).Lease!;

        for (var i = 0; i < 3000; i++)
        {
            (await AskAsync(guard, $"other-{i}", 0.1m, new() { TenantId = $"t{i}" })).Lease!.Dispose();
        }

        Assert.NotNull((await AskAsync(guard, "late", 0.2m, new() { TenantId = "a" })).Refusal);
    }

    [Theory]
    [InlineData(BudgetPeriod.Day, 12)]
    [InlineData(BudgetPeriod.Month, (10 * 24) + 12)]
    public void ABudgetSaysWhenItsPeriodEnds(BudgetPeriod period, int hours)
    {
        // Noon of August 21st.
        var time = new TestClock();
        _options.Routing.Budgets.Limits.Add(new() { LimitUsd = 1, Period = period });
        var guard = new BudgetGuard(new MemoryBudgetStore(time), Options.Create(_options), time, NullLogger<BudgetGuard>.Instance);

        Assert.Equal(TimeSpan.FromHours(hours), Assert.Single(guard.LinesOf(Some.Skill(), new())).EndsIn);
    }

    [Fact]
    public async Task AStoreThatSettlesAgainIsCalledAtOnce()
    {
        var (hanging, line) = (new HangingStore(), new BudgetLine("all::ever", 1, TimeSpan.FromDays(1)));
        var store = new BoundedBudgetStore(hanging, _options.Routing.Budgets, _time, NullLogger.Instance);
        var reservation = new BudgetReservation("a", 0.1m, TimeSpan.FromMinutes(1));
        for (var i = 0; i < 3; i++)
        {
            _time.Run(store.ReserveAsync(reservation, [line], CancellationToken.None).AsTask());
        }

        hanging.Hangs = false;
        Assert.NotNull(await store.ReserveAsync(reservation, [line], CancellationToken.None));

        await store.SettleAsync("a", 0, [line], CancellationToken.None);
        Assert.Null(await store.ReserveAsync(reservation, [line], CancellationToken.None));
    }

    [Fact]
    public async Task ALimitForOneAndALimitForEachAreOneBudgetAndTheLowerHolds()
    {
        _options.Routing.Budgets.Limits.Add(new() { Scope = BudgetScope.Tenant, LimitUsd = 20 });
        _options.Routing.Budgets.Limits.Add(new() { Scope = BudgetScope.Tenant, Id = "acme", LimitUsd = 5 });
        var store = new MemoryBudgetStore(_time);
        var guard = Guard(store);

        var admission = await AskAsync(guard, "a", 3, new() { TenantId = "acme" });
        await admission.Lease!.TakeAsync(3, waits: true, CancellationToken.None);
        admission.Lease.Return(3, new(3, CostKind.Exact));
        admission.Lease.Dispose();

        var line = Assert.Single(guard.LinesOf(Some.Skill(), new() { TenantId = "acme" }));
        Assert.Equal(5, line.LimitUsd);
        Assert.Equal(new BudgetBalance(3, 0), await store.ReadAsync(line, CancellationToken.None));
        Assert.NotNull((await AskAsync(guard, "b", 2.5m, new() { TenantId = "acme" })).Refusal);
        Assert.NotNull((await AskAsync(guard, "c", 2.5m, new() { TenantId = "other" })).Lease);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task AModelWithoutAPriceIsPassedOverWhereABudgetHolds(bool allow)
    {
        _options.Routing.Budgets.Limits.Add(new() { LimitUsd = 1 });
        _options.Routing.Budgets.AllowUnknownPrice = allow;
        var bed = Bed.Of(Some.Model("a", input: null, output: null), Some.Model("b"));
        var lease = (await AskAsync(Guard(), "x", 0.1m)).Lease;

        var result = bed.Invoke(bed.Invocation() with { Budget = lease });

        Assert.Equal(allow ? "a" : "b", result.Model.Id);
        var only = bed.Invoke(bed.Invocation(models: bed.Options.Models[0]) with { Budget = lease });
        Assert.Equal(allow, only.Error is null);
        Assert.Contains(allow ? "" : "no price is known for it", only.Error?.Message ?? "", StringComparison.Ordinal);
    }

    private sealed class BrokenStore : IBudgetStore
    {
        public ValueTask<BudgetShortage?> ReserveAsync(BudgetReservation reservation, IReadOnlyList<BudgetLine> budgets, CancellationToken cancellationToken) => throw new IOException("gone");

        public ValueTask SettleAsync(string reservationId, decimal spentUsd, IReadOnlyList<BudgetLine> budgets, CancellationToken cancellationToken) => throw new IOException("gone");

        public ValueTask<BudgetBalance> ReadAsync(BudgetLine budget, CancellationToken cancellationToken) => throw new IOException("gone");
    }

    /// <summary>Hangs, fails or answers (h, f, a), call after call; and answers from then on.</summary>
    private sealed class ScriptedStore(string calls) : IBudgetStore
    {
        public int Calls { get; private set; }

        public async ValueTask<BudgetShortage?> ReserveAsync(BudgetReservation reservation, IReadOnlyList<BudgetLine> budgets, CancellationToken cancellationToken)
        {
            switch (calls.ElementAtOrDefault(Calls++))
            {
                case 'h':
                    await new TaskCompletionSource().Task;
                    return null;
                case 'f':
                    throw new IOException("gone");
                default:
                    return null;
            }
        }

        public ValueTask SettleAsync(string reservationId, decimal spentUsd, IReadOnlyList<BudgetLine> budgets, CancellationToken cancellationToken) => throw new IOException("gone");

        public ValueTask<BudgetBalance> ReadAsync(BudgetLine budget, CancellationToken cancellationToken) => new(new BudgetBalance(0, 0));
    }

    private sealed class HangingStore : IBudgetStore
    {
        public bool Hangs { get; set; } = true;

        public async ValueTask<BudgetShortage?> ReserveAsync(BudgetReservation reservation, IReadOnlyList<BudgetLine> budgets, CancellationToken cancellationToken)
        {
            await (Hangs ? new TaskCompletionSource().Task : Task.CompletedTask);
            return null;
        }

        public ValueTask SettleAsync(string reservationId, decimal spentUsd, IReadOnlyList<BudgetLine> budgets, CancellationToken cancellationToken) => Hangs ? throw new IOException("gone") : ValueTask.CompletedTask;

        public ValueTask<BudgetBalance> ReadAsync(BudgetLine budget, CancellationToken cancellationToken) => new(new BudgetBalance(0, 0));
    }
}
