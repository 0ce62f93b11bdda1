using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Skills.Engine.Routing;

namespace Skills.Engine.Tests.Routing;

/// <summary>Callers that wait for a budget: as many as may, and who leaves takes nothing with him.</summary>
public sealed class ReservationLineTests
{
    private readonly TestClock _time = new();
    private readonly SkillsEngineOptions _options = new() { Routing = { MaxQueue = 2, Budgets = { Limits = { new() { LimitUsd = 1 } } } } };

    [Fact]
    public async Task AsManyAsAllowedWaitAndOneMoreIsRefusedAtOnce()
    {
        await using var guard = Guard();
        using var running = (await AskAsync(guard, "running", 0.9m)).Lease!;
        var waiting = new[] { AskAsync(guard, "first", 0.2m), AskAsync(guard, "second", 0.2m) };

        var refused = await Eventually.EndsAsync(AskAsync(guard, "third", 0.2m));

        Assert.Equal("budget.exceeded", refused.Refusal?.Code);
        Assert.All(waiting, static w => Assert.False(w.IsCompleted));
        running.Dispose();
        Assert.All(await Eventually.EndsAsync(Task.WhenAll(waiting)), static w => Assert.NotNull(w.Lease));
    }

    [Fact]
    public async Task WhoDoesNotWaitDoesNotOvertakeThoseWhoDo()
    {
        await using var guard = Guard();
        using var running = (await AskAsync(guard, "running", 0.9m)).Lease!;
        var waiting = AskAsync(guard, "waiting", 0.2m);

        var hasty = await guard.ReserveAsync(Some.Skill(), new(), "hasty", 0.05m, TimeSpan.FromMinutes(2), waits: false, TestContext.Current.CancellationToken);

        Assert.Equal("budget.exceeded", hasty.Refusal?.Code);
        running.Dispose();
        Assert.NotNull((await Eventually.EndsAsync(waiting)).Lease);
    }

    [Fact]
    public async Task TheRoomOfAWaiterWhoLeftIsFree()
    {
        await using var guard = Guard();
        using var running = (await AskAsync(guard, "running", 0.9m)).Lease!;
        for (var i = 0; i < 5; i++)
        {
            using var leaves = new CancellationTokenSource();
            var leaving = new[] { AskAsync(guard, $"a{i}", 0.2m, leaves), AskAsync(guard, $"b{i}", 0.2m, leaves) };
            await leaves.CancelAsync();
            foreach (var left in leaving)
            {
                await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Eventually.EndsAsync(left));
            }
        }

        var stays = AskAsync(guard, "stays", 0.2m);
        Assert.False(stays.IsCompleted);
        running.Dispose();
        Assert.NotNull((await Eventually.EndsAsync(stays)).Lease);
    }

    [Theory]
    [InlineData(5, 4.5)]
    [InlineData(60, 10)]
    public async Task WhoWaitsInVainIsRefusedBeforeItsDeadline(double deadline, double refusedAfter)
    {
        await using var guard = Guard();
        using var running = (await AskAsync(guard, "running", 0.9m)).Lease!;
        var waiting = guard.ReserveAsync(Some.Skill(), new(), "waiting", 0.2m, TimeSpan.FromSeconds(deadline), waits: true, TestContext.Current.CancellationToken).AsTask();

        _time.Advance(TimeSpan.FromSeconds(refusedAfter - 0.1));
        Assert.False(waiting.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(0.1));

        Assert.Equal("budget.exceeded", (await Eventually.EndsAsync(waiting)).Refusal?.Code);
    }

    /// <summary>A settlement in this process wakes the next waiter; the clock does not move.</summary>
    [Fact]
    public async Task WhatIsSettledHereIsTakenAtOnce()
    {
        await using var guard = Guard();
        var running = (await AskAsync(guard, "running", 0.9m)).Lease!;
        var first = AskAsync(guard, "first", 0.8m);
        var second = AskAsync(guard, "second", 0.8m);

        running.Dispose();
        var next = await Eventually.EndsAsync(first);
        Assert.False(second.IsCompleted);
        next.Lease!.Dispose();

        Assert.NotNull((await Eventually.EndsAsync(second)).Lease);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task AWaiterWhoLeavesHandsItsTurnToTheNextAtOnce(bool hasTheTurn)
    {
        await using var guard = Guard();
        var running = (await AskAsync(guard, "running", 0.9m)).Lease!;
        using var leaves = new CancellationTokenSource();
        var first = AskAsync(guard, "first", 0.8m, hasTheTurn ? leaves : null);
        var second = AskAsync(guard, "second", 0.3m, hasTheTurn ? null : leaves);

        await leaves.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Eventually.EndsAsync(hasTheTurn ? first : second));
        running.Dispose();

        Assert.NotNull((await Eventually.EndsAsync(hasTheTurn ? second : first)).Lease);
    }

    private BudgetGuard Guard() => new(new MemoryBudgetStore(_time), Options.Create(_options), _time, NullLogger<BudgetGuard>.Instance);

    private static Task<Admission> AskAsync(BudgetGuard guard, string id, decimal worst, CancellationTokenSource? leaves = null) =>
        guard.ReserveAsync(Some.Skill(), new(), id, worst, TimeSpan.FromMinutes(2), waits: true, leaves?.Token ?? TestContext.Current.CancellationToken).AsTask();
}
