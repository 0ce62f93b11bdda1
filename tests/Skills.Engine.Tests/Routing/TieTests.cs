using Skills.Engine.Routing;

namespace Skills.Engine.Tests.Routing;

/// <summary>Values that are exactly equal, and limits that are given back in part.</summary>
public sealed class TieTests
{
    private const long Second = TimeSpan.TicksPerSecond;

    [Fact]
    public void WhatIsGivenBackNeverFillsABucketOverItsCapacity()
    {
        var bucket = new RateBucket();
        bucket.Grant(60, now: 0);

        bucket.Return(30, now: 0);
        bucket.Take(60, now: 0);

        Assert.Equal(Second, bucket.ReadyAt(1, now: 0));
    }

    [Fact]
    public void AHeaderWithoutAResetHoldsForASecond()
    {
        var bucket = new RateBucket();

        bucket.Observe(0, reset: null, now: Second);

        Assert.Equal(2 * Second, bucket.ReadyAt(1, now: Second));
        Assert.Equal(2 * Second, bucket.ReadyAt(1, now: 2 * Second));
    }

    [Fact]
    public void InputAndOutputTokensAreGivenBackEachToItsOwn()
    {
        var limits = new RateLimits();
        limits.Grant(Some.Model("a") with { InputTokensPerMinute = 600, OutputTokensPerMinute = 600 }, now: 0);
        Assert.True(limits.TryTake(new(600, 600), now: 0, out _));

        limits.Settle(new(600, 600), isAnswered: true, inputTokens: 600, outputTokens: 0, now: 0);

        Assert.Equal(0, limits.ReadyAt(new(0, 600), now: 0));
        Assert.Equal(60 * Second, limits.ReadyAt(new(600, 0), now: 0));
    }

    [Fact]
    public void RequestsThatHeadersHaveNotCountedYetAreTakenOff()
    {
        var limits = new RateLimits();

        limits.Observe(new() { RequestsRemaining = 3, RequestsReset = TimeSpan.FromSeconds(9) }, inFlight: 3, now: 0);

        Assert.Equal(9 * Second, limits.ReadyAt(new(1, 1), now: 0));
    }

    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(0, 5, 1)]
    [InlineData(2, 1, 3)]
    [InlineData(2, 9, 5)]
    public void ANewCallStandsBehindItsOwnAndAsManyOfEachOther(int own, int others, int before)
    {
        var queue = new FairQueue();
        for (var i = 0; i < own; i++)
        {
            queue.Enqueue("own", 100);
        }

        for (var i = 0; i < others; i++)
        {
            queue.Enqueue("other", 100);
        }

        Assert.Equal(before, queue.Before("own"));
    }

    [Fact]
    public void ARungMustBeBetterNotAsGood()
    {
        var cheap = new ModelCandidate(Some.Model("cheap", quality: 0.5), 0, 1);
        var asGood = new ModelCandidate(Some.Model("as-good", quality: 0.5), 0, 2);
        var better = new ModelCandidate(Some.Model("better", quality: 0.6), 0, 3);

        var ladder = CascadeLadder.Of([better, asGood, cheap]);

        Assert.Equal(["cheap", "better", "as-good"], ladder.Select(static c => c.Model.Id));
        Assert.Equal(["better"], CascadeLadder.After(ladder, cheap.Model).Select(static c => c.Model.Id));
        Assert.Empty(CascadeLadder.After(ladder, better.Model));
    }

    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(2, 1, 2)]
    [InlineData(4, 2, 4)]
    [InlineData(100, 50, 95)]
    public void APercentileIsTheSmallestThatAsManyDoNotExceed(int answers, int median, int p95)
    {
        var traffic = new DeploymentTraffic();
        for (var i = answers; i >= 1; i--)
        {
            traffic.Add(null, i, Cost.Zero);
        }

        var report = traffic.Report();

        Assert.Equal((median, p95), (report.LatencyP50!.Value.TotalMilliseconds, report.LatencyP95!.Value.TotalMilliseconds));
    }

    [Fact]
    public void AFailureOfAPromptThatWasCountedDoesNotCountAsATryEither()
    {
        var breaker = new CircuitBreaker(new() { MinimumTries = 4, FailureRate = 0.5, ConsecutiveFailures = 100 });
        Fail(execution: 1, prompt: 7);
        Fail(execution: 2, prompt: 7);
        Fail(execution: 3, prompt: 7);
        Succeed();
        Succeed();
        Assert.False(breaker.IsOpen);

        // Two of four that count: the three of one prompt are one.
        Fail(execution: 4, prompt: 8);
        Assert.True(breaker.IsOpen);

        void Fail(long execution, long prompt)
        {
            breaker.TryEnter(0, out _);
            breaker.Failed(0, isProbe: false, new("s", execution, prompt));
        }

        void Succeed()
        {
            breaker.TryEnter(0, out _);
            breaker.Succeeded(0, 0, isProbe: false);
        }
    }

    [Fact]
    public void AReservationAsLargeAsWhatIsLeftIsGranted()
    {
        var store = new MemoryBudgetStore(new VirtualTime());
        var line = new BudgetLine("all::ever", 1, TimeSpan.FromDays(1));

        Assert.Null(Reserve("a", 0.4m));
        Assert.Null(Reserve("b", 0.6m));
        Assert.Equal((0, 1m), Reserve("c", 0.000001m) is { } shortage ? (shortage.LeftUsd, shortage.ReservedUsd) : default);

        // A reservation that is raised counts once.
        Assert.Null(Reserve("b", 0.6m));
        Assert.Null(Reserve("b", 0.5m));
        Assert.Null(Reserve("c", 0.1m));

        BudgetShortage? Reserve(string id, decimal amount)
        {
            var asked = store.ReserveAsync(new(id, amount, TimeSpan.FromMinutes(1)), [line], CancellationToken.None);
            Assert.True(asked.IsCompleted);
            return asked.Result;
        }
    }
}
