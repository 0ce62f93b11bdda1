using Skills.Engine.Batches.Storage;

namespace Skills.Engine.Batches.Tests.Stores;

/// <summary>Times, amounts and owners exactly at their limits.</summary>
public abstract partial class StoreContract
{
    /// <summary>A clock that was wrong for a while, as of one machine of many, makes no retry early and none late.</summary>
    [Theory]
    [InlineData(0, 0, 1, 1)]
    [InlineData(0, 1, -1, 1)]
    [InlineData(0, -1, 1, 1)]
    [InlineData(60, 0, 2, 0)]
    [InlineData(60, -2, 2, 0)]
    [InlineData(60, 2, -2, 0)]
    public async Task TheClockOfAWorkerDoesNotDecideWhenARetryIsDue(int minutes, int hoursBefore, int hoursAfter, int given)
    {
        var clock = new TestClock();
        var store = WithClock(clock);
        var run = await CreateAsync(items: 1);
        clock.Jump(TimeSpan.FromHours(hoursBefore));
        await store.RecordAsync(run, "a", [Retry(await ClaimOneAsync(run, "a"), 3, TimeSpan.FromMinutes(minutes))], Token);
        clock.Jump(TimeSpan.FromHours(hoursAfter));

        Assert.Equal(given, (await store.ClaimAsync(run, "b", 10, Token)).Claims.Count);
    }

    [Fact]
    public async Task TheLeastCertainCostIsThatOfTheRunWhateverTheOrder()
    {
        var run = await CreateAsync(items: 3);
        var claims = (await Store.ClaimAsync(run, "a", 10, Token)).Claims;
        BatchOutcome[] outcomes = [Dead(claims[0], "output.type") with { SpentKind = CostKind.AtLeast }, Dead(claims[1], "output.type"), Succeeded(claims[2], 5)];

        await Store.RecordAsync(run, "a", outcomes, Token);

        Assert.Equal(new Cost(Money.Usd(5), CostKind.AtLeast), (await Store.CountAsync(run, Token))!.Spent);
    }

    /// <summary>What an attempt may have cost beyond what is known takes room, like what was spent.</summary>
    [Fact]
    public async Task WhatMayHaveBeenSpentLeavesNoRoomForMore()
    {
        var run = await CreateAsync(items: 10, budget: 1, cap: 0.3m);
        var claim = await ClaimOneAsync(run, "a");
        await Store.RecordAsync(run, "a", [Succeeded(claim, Money.Of(0.1m)) with { SpentKind = CostKind.AtLeast, Unsure = Money.Of(0.4m) }], Token);

        var next = await Store.ClaimAsync(run, "a", 10, Token);

        Assert.Single(next.Claims);
        Assert.Equal(0.8m, (await Store.CountAsync(run, Token))!.CommittedUsd);
    }

    [Fact]
    public async Task ABudgetWithoutRoomIsNotUsedUpWhileItemsAreUnderWay()
    {
        var run = await CreateAsync(items: 10, budget: 1, cap: 0.5m);

        var first = await Store.ClaimAsync(run, "a", 10, Token);
        var second = await Store.ClaimAsync(run, "a", 10, Token);

        Assert.Equal((2, 0, false), (first.Claims.Count, second.Claims.Count, second.IsBudgetUsed));
    }

    /// <summary>A worker that lost an item neither keeps it from the next one nor returns what the next one has.</summary>
    [Fact]
    public async Task AWorkerThatLostAnItemHasNoSayInWhatBecomesOfIt()
    {
        Assert.SkipUnless(IsShared, "A worker of a journal is lost with its process, and brings nothing.");
        var run = await CreateAsync(items: 1);
        var lost = await ClaimOneAsync(run, "a", Impatient);
        await Eventually.HoldsAsync(async () => (await Impatient.ClaimAsync(run, "b", 0, Token)) is not null && (await Store.CountAsync(run, Token))!.InFlight == 0, "The claim did not expire.");
        Assert.Equal(2, (await ClaimOneAsync(run, "b")).Attempt);

        await Store.ReleaseAsync(run, "a", [lost], Token);
        await Store.RecordAsync(run, "a", [Retry(lost, 3, TimeSpan.Zero)], Token);
        var counts = (await Store.CountAsync(run, Token))!;

        Assert.Equal((0L, 1L, 1L), (counts.Pending, counts.InFlight, counts.Repeats));
        Assert.Equal(["b"], counts.Workers.Select(static w => w.Worker));
        Assert.Empty((await Store.ClaimAsync(run, "c", 10, Token)).Claims);
    }

    [Fact]
    public async Task RunsOfOneMomentAreListedByTheirIdsAndNewerOnesFirst()
    {
        // Later than the runs of other tests, which may be in the same database.
        var (moment, mark) = (DateTimeOffset.UtcNow.AddYears(1), Guid.NewGuid().ToString("n"));
        foreach (var (name, at) in new[] { ("b", 0), ("c", 0), ("a", 0), ("0", 1), ("z", -1) })
        {
            Assert.True(await Store.CreateAsync(Record($"{name}-{mark}", null, null) with { CreatedAt = moment.AddSeconds(at) }, Token));
        }

        var listed = await Store.ListAsync(4, Token);

        Assert.Equal(["0", "c", "b", "a"], listed.Select(static r => r.Id[..1]));
        Assert.All(listed, r => Assert.EndsWith(mark, r.Id, StringComparison.Ordinal));
    }
}
