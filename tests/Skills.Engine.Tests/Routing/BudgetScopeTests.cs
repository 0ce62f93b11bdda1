using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Skills.Engine.Routing;

namespace Skills.Engine.Tests.Routing;

/// <summary>Whom a budget concerns, with tenant and user together, and what one execution may take from it.</summary>
public sealed class BudgetScopeTests
{
    private readonly VirtualTime _time = new();
    private readonly SkillsEngineOptions _options = new();

    private BudgetGuard Guard(params BudgetLimit[] limits)
    {
        foreach (var limit in limits)
        {
            _options.Routing.Budgets.Limits.Add(limit);
        }

        _options.Routing.Budgets.ReservationWait = TimeSpan.Zero;
        return new(new MemoryBudgetStore(_time), Options.Create(_options), _time, NullLogger<BudgetGuard>.Instance);
    }

    private static ValueTask<Admission> AskAsync(BudgetGuard guard, string id, decimal worst, SkillExecutionContext context) =>
        guard.ReserveAsync(Some.Skill(), context, id, worst, TimeSpan.FromMinutes(2), waits: false, CancellationToken.None);

    [Fact]
    public async Task ALimitForOneUserConcernsNoOther()
    {
        var guard = Guard(new BudgetLimit { Scope = BudgetScope.User, Id = "ada", LimitUsd = 1 });

        Assert.NotNull((await AskAsync(guard, "a", 2, new() { TenantId = "t", UserId = "ada" })).Refusal);
        Assert.Null((await AskAsync(guard, "b", 2, new() { TenantId = "t", UserId = "bob" })).Refusal);
        Assert.Null((await AskAsync(guard, "c", 2, new() { TenantId = "ada" })).Refusal);
    }

    [Fact]
    public async Task AUserOfOneTenantDoesNotSpendWhatAUserOfTheSameNameHasInAnother()
    {
        var guard = Guard(new BudgetLimit { Scope = BudgetScope.User, LimitUsd = 1 });

        Assert.NotNull((await AskAsync(guard, "a", 1, new() { TenantId = "one", UserId = "ada" })).Lease);
        Assert.NotNull((await AskAsync(guard, "b", 1, new() { TenantId = "two", UserId = "ada" })).Lease);
        Assert.NotNull((await AskAsync(guard, "c", 1, new() { TenantId = "one", UserId = "ada" })).Refusal);
    }

    [Theory]
    [InlineData("a/b", "c", "a", "b/c")]
    [InlineData("a%2Fb", "c", "a/b", "c")]
    [InlineData("", "a/b", "a", "b")]
    public void NoTenantAndUserRunIntoAnother(string tenant, string user, string otherTenant, string otherUser)
    {
        var guard = Guard(new BudgetLimit { Scope = BudgetScope.User, LimitUsd = 1 });

        var one = Assert.Single(guard.LinesOf(Some.Skill(), new() { TenantId = tenant, UserId = user }));
        var other = Assert.Single(guard.LinesOf(Some.Skill(), new() { TenantId = otherTenant, UserId = otherUser }));

        Assert.NotEqual(one.Key, other.Key);
    }

    [Theory]
    [InlineData(5, 3, 1, 6, true)]
    [InlineData(5, 3, 1, 3, true)]
    [InlineData(5, 3, 1, 1, true)]
    [InlineData(5, 3, 1, 0.5, false)]
    [InlineData(5, 5, 1, 1, true)]
    [InlineData(5, 5, 5, 4, false)]
    public async Task AnExecutionIsAdmittedWithTheMostThatFits(decimal longest, decimal learned, decimal least, decimal limit, bool admitted)
    {
        var guard = Guard(new BudgetLimit { LimitUsd = limit });

        var admission = await guard.AdmitAsync(Some.Skill(), new(), "a", new(longest, learned, least), TimeSpan.FromMinutes(1), CancellationToken.None);

        Assert.Equal(admitted, admission.Lease is not null);
    }

    /// <summary>What is not known exactly counts with the most it can be, whatever is known of it.</summary>
    [Theory]
    [InlineData(CostKind.Exact, 0.1, 0.1)]
    [InlineData(CostKind.AtLeast, 0.1, 1)]
    [InlineData(CostKind.AtLeast, 1.5, 1.5)]
    [InlineData(CostKind.Unknown, null, 1)]
    public async Task ATryCountsWithItsWorstCaseUnlessItsCostIsExact(CostKind kind, double? cost, double booked)
    {
        var spent = -1m;
        var lease = new BudgetLease(static (_, _, _) => new((BudgetShortage?)null), s => spent = s, 1);
        Assert.Null(await lease.TakeAsync(1, waits: false, CancellationToken.None));

        lease.Return(1, new((decimal?)cost, kind));
        lease.Dispose();

        Assert.Equal((decimal)booked, spent);
    }

    [Fact]
    public async Task WhatIsUnderWayAtTheEndIsBookedToo()
    {
        var spent = -1m;
        var lease = new BudgetLease(static (_, _, _) => new((BudgetShortage?)null), s => spent = s, 1);
        Assert.Null(await lease.TakeAsync(0.4m, waits: false, CancellationToken.None));
        Assert.Null(await lease.TakeAsync(0.5m, waits: false, CancellationToken.None));
        lease.Return(0.4m, new(0.1m, CostKind.Exact));

        lease.Dispose();

        Assert.Equal(0.6m, spent);
    }

    [Fact]
    public async Task ARaiseThatIsRefusedRaisesNothing()
    {
        var asked = new List<decimal>();
        var line = new BudgetLine("all::ever", 1, TimeSpan.FromDays(1));
        var lease = new BudgetLease((amount, _, _) =>
        {
            asked.Add(amount);
            return new(new BudgetShortage(line, 0));
        }, static _ => { }, 1);

        Assert.NotNull(await lease.TakeAsync(2, waits: false, CancellationToken.None));
        Assert.NotNull(await lease.TakeAsync(1.5m, waits: false, CancellationToken.None));
        Assert.Null(await lease.TakeAsync(1, waits: false, CancellationToken.None));

        Assert.Equal([2, 1.5m], asked);
    }
}
