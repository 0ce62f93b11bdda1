using Skills.Engine.Routing;

namespace Skills.Engine.Tests.Routing;

/// <summary>The limits of one deployment: what is free now, and what waits.</summary>
public sealed class DeploymentLimitTests
{
    private const long Now = 1_000_000;
    private const long Minute = TimeSpan.TicksPerMinute;
    private static readonly RateDemand Demand = new(100, 50);

    private readonly RateLimits _limits = new();

    [Fact]
    public void WithoutALimitEveryCallIsFree()
    {
        Assert.False(_limits.InUse);
        Assert.Equal(0, _limits.ReadyAt(Demand, Now));
        Assert.True(_limits.IsFree(Demand, Now));
        Assert.True(_limits.TryTake(Demand, Now, out var others));
        Assert.Equal(0, others);
        Assert.True(_limits.TryTake(Demand, Now, out others));
        Assert.Equal(1, others);
        _limits.Leave();
        Assert.True(_limits.TryTake(Demand, Now, out others));
        Assert.Equal(1, others);
    }

    [Theory]
    [InlineData(2, null, null)]
    [InlineData(null, 200, null)]
    [InlineData(null, null, 100)]
    public void EachLimitAloneIsEnough(int? requests, int? input, int? output)
    {
        _limits.Grant(Model(requests, input, output), Now);

        Assert.True(_limits.InUse);
        Assert.True(_limits.TryTake(Demand, Now, out _));
        Assert.True(_limits.IsFree(Demand, Now));
        Assert.True(_limits.TryTake(Demand, Now, out _));
        Assert.False(_limits.IsFree(Demand, Now));
        Assert.False(_limits.TryTake(Demand, Now, out _));
        Assert.Equal(Now + (Minute / 2), _limits.ReadyAt(Demand, Now));
        Assert.False(_limits.TryTake(Demand, Now + (Minute / 2) - 1, out _));
        Assert.True(_limits.IsFree(Demand, Now + (Minute / 2)));
        Assert.True(_limits.TryTake(Demand, Now + (Minute / 2), out var others));
        Assert.Equal(2, others);
    }

    [Fact]
    public void NothingIsFreePastACallThatWaits()
    {
        _limits.Grant(Model(10, null, null), Now);
        var first = _limits.Enqueue("a", 2)!;
        var second = _limits.Enqueue("a", 2)!;

        Assert.Null(_limits.Enqueue("a", 2));
        Assert.Equal((null, 2), _limits.State());
        Assert.False(_limits.IsFree(Demand, Now));
        Assert.False(_limits.TryTake(Demand, Now, out _));
        Assert.False(_limits.TryTakeTurn(second, Demand, Now, out var readyAt, out _));
        Assert.Equal(long.MaxValue, readyAt);
        Assert.True(_limits.TryTakeTurn(first, Demand, Now, out _, out _));
        _limits.Abandon(second);
        Assert.True(_limits.IsFree(Demand, Now));
    }

    [Fact]
    public void WhoseTurnItIsLearnsWhenToAskAgain()
    {
        _limits.Grant(Model(1, null, null), Now);
        Assert.True(_limits.TryTake(Demand, Now, out _));
        var turn = _limits.Enqueue("a", 1)!;

        Assert.False(_limits.TryTakeTurn(turn, Demand, Now, out var readyAt, out _));
        Assert.Equal(Now + Minute, readyAt);
        Assert.Equal((null, 1), _limits.State());
        Assert.True(_limits.TryTakeTurn(turn, Demand, readyAt, out _, out var others));
        Assert.Equal(1, others);
        Assert.Equal((null, 0), _limits.State());
    }

    [Fact]
    public void WhatATryDidNotUseIsGivenBackAndNoMore()
    {
        _limits.Grant(Model(null, 200, 100), Now);
        Assert.True(_limits.TryTake(Demand, Now, out _));
        Assert.True(_limits.TryTake(Demand, Now, out _));

        _limits.Settle(Demand, isAnswered: true, inputTokens: 40, outputTokens: 50, Now);
        Assert.Equal(0, Missing(new(60, 0)));
        Assert.NotEqual(0, Missing(new(61, 0)));
        Assert.NotEqual(0, Missing(new(0, 1)));
        _limits.Settle(Demand, isAnswered: true, inputTokens: null, outputTokens: 20, Now);

        Assert.Equal(0, Missing(new(60, 30)));
        Assert.NotEqual(0, Missing(new(61, 0)));
        Assert.NotEqual(0, Missing(new(0, 31)));

        long Missing(RateDemand demand) => _limits.ReadyAt(demand, Now) - Now;
    }

    [Fact]
    public void ARejectionBoundsTheTriesAtOnceAndTheLineSharesThem()
    {
        for (var i = 0; i < 3; i++)
        {
            Assert.True(_limits.TryTake(Demand, Now, out _));
        }

        Assert.Equal(TimeSpan.Zero, _limits.LineWait("a", 300));
        Assert.True(_limits.Reject(new(Now, 2, IsProbe: false), Now));
        _limits.Leave();
        Assert.Equal((2, 0), _limits.State());
        Assert.False(_limits.IsFree(Demand, Now));
        Assert.Equal(Now + (TimeSpan.TicksPerMillisecond * 50), _limits.ReadyAt(Demand, Now));
        Assert.Equal(TimeSpan.FromMilliseconds(150), _limits.LineWait("a", 300));
        _limits.Enqueue("a", 10);
        Assert.Equal(TimeSpan.FromMilliseconds(300), _limits.LineWait("a", 300));
        _limits.Leave();
        Assert.Equal(Now, _limits.ReadyAt(Demand, Now));
    }

    private static ModelDefinition Model(int? requests, int? input, int? output) =>
        Some.Model("m") with { RequestsPerMinute = requests, InputTokensPerMinute = input, OutputTokensPerMinute = output };
}
