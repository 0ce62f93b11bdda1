using System.Text;
using Skills.Engine.AspNetCore.Idempotency;
using Skills.Engine.AspNetCore.Responses;
using Skills.Engine.Testing;

namespace Skills.Engine.AspNetCore.Tests;

public sealed class IdempotencyKeysTests
{
    private static readonly Reply Ok = new(200, Reply.Json, Encoding.UTF8.GetBytes("{}"));

    private readonly TestClock _time = new();

    [Fact]
    public void AnAnswerIsKeptForItsLifetime()
    {
        var keys = new IdempotencyKeys(TimeSpan.FromHours(24), 100, 1000, _time);
        keys.Ask("a", "h", "f", out _);
        keys.Keep("a", Ok);

        _time.Advance(TimeSpan.FromHours(23.9));
        Assert.Equal(IdempotencyKeys.Claim.Replay, keys.Ask("a", "h", "f", out _));
        _time.Advance(TimeSpan.FromHours(0.2));
        Assert.Equal(IdempotencyKeys.Claim.Granted, keys.Ask("a", "h", "f", out _));
    }

    [Theory]
    [InlineData(48)]
    [InlineData(-48)]
    public void AWallClockThatIsSetChangesNoLifetime(int hours)
    {
        var keys = new IdempotencyKeys(TimeSpan.FromHours(24), 100, 1000, _time);
        keys.Ask("a", "h", "f", out _);
        keys.Keep("a", Ok);
        _time.Jump(TimeSpan.FromHours(hours));

        Assert.Equal(IdempotencyKeys.Claim.Replay, keys.Ask("a", "h", "f", out _));
        _time.Advance(TimeSpan.FromHours(24));
        Assert.Equal(IdempotencyKeys.Claim.Granted, keys.Ask("a", "h", "f", out _));
    }

    [Fact]
    public void TheOldestAnswersGoWhenThereAreTooManyButNeverWhatIsUnderWay()
    {
        var keys = new IdempotencyKeys(TimeSpan.FromHours(24), 10, 1000, _time);
        keys.Ask("under way", "h", "f", out _);
        for (var i = 0; i < 1000; i++)
        {
            Assert.Equal(IdempotencyKeys.Claim.Granted, keys.Ask($"{i}", "h", "f", out _));
            keys.Keep($"{i}", Ok);
        }

        Assert.Equal(IdempotencyKeys.Claim.InFlight, keys.Ask("under way", "h", "f", out _));
        Assert.Equal(IdempotencyKeys.Claim.Replay, keys.Ask("999", "h", "f", out _));
        Assert.Equal(IdempotencyKeys.Claim.Granted, keys.Ask("0", "h", "f", out _));
    }

    [Fact]
    public void AReleasedKeyIsNew()
    {
        var keys = new IdempotencyKeys(TimeSpan.FromHours(24), 10, 1000, _time);
        keys.Ask("a", "h", "f", out _);
        keys.Release("a");

        Assert.Equal(IdempotencyKeys.Claim.Granted, keys.Ask("a", "h", "other", out _));
    }

    [Fact]
    public void TheOldestAnswersGoWhenTheyTakeTooMuchRoom()
    {
        var keys = new IdempotencyKeys(TimeSpan.FromHours(24), 1000, 1000, _time);
        for (var i = 0; i < 100; i++)
        {
            keys.Ask($"{i}", "h", "f", out _);
            keys.Keep($"{i}", Ok with { Body = new byte[300] });
        }

        Assert.Equal(IdempotencyKeys.Claim.Granted, keys.Ask("96", "h", "f", out _));
        Assert.Equal(IdempotencyKeys.Claim.Replay, keys.Ask("97", "h", "f", out _));
        Assert.Equal(IdempotencyKeys.Claim.Replay, keys.Ask("99", "h", "f", out _));
    }

    [Fact]
    public void AKeyUnderWayIsNotForAnotherRequest()
    {
        var keys = new IdempotencyKeys(TimeSpan.FromHours(24), 10, 1000, _time);
        keys.Ask("a", "h", "f", out _);

        Assert.Equal(IdempotencyKeys.Claim.Mismatch, keys.Ask("a", "h", "other", out _));
        Assert.Equal(IdempotencyKeys.Claim.InFlight, keys.Ask("a", "h", "f", out _));
    }

    [Fact]
    public void WhenBytesRunOutWhoHoldsMostBytesGivesWayNotWhoHoldsMostAnswers()
    {
        var keys = new IdempotencyKeys(TimeSpan.FromHours(24), 100, 1000, _time);
        for (var i = 0; i < 5; i++)
        {
            Keep(keys, $"many{i}", "many", 10);
        }

        Keep(keys, "large0", "large", 480);
        Keep(keys, "large1", "large", 480);

        Assert.All(Enumerable.Range(0, 5), i => Assert.Equal(IdempotencyKeys.Claim.Replay, keys.Ask($"many{i}", "many", "f", out _)));
        Assert.Equal(IdempotencyKeys.Claim.Replay, keys.Ask("large1", "large", "f", out _));
        Assert.Equal(IdempotencyKeys.Claim.Granted, keys.Ask("large0", "large", "f", out _));
    }

    [Fact]
    public void WhatHasEndedNoLongerCountsToItsHolder()
    {
        var keys = new IdempotencyKeys(TimeSpan.FromHours(24), 100, 400, _time);
        Keep(keys, "a-large", "a", 300);
        _time.Advance(TimeSpan.FromHours(12));
        Keep(keys, "a-small", "a", 10);
        _time.Advance(TimeSpan.FromHours(12));
        Keep(keys, "b", "b", 290);

        Keep(keys, "c", "c", 101);

        Assert.Equal(IdempotencyKeys.Claim.Replay, keys.Ask("a-small", "a", "f", out _));
        Assert.Equal(IdempotencyKeys.Claim.Replay, keys.Ask("c", "c", "f", out _));
        Assert.Equal(IdempotencyKeys.Claim.Granted, keys.Ask("b", "b", "f", out _));
    }

    private static void Keep(IdempotencyKeys keys, string scope, string holder, int bytes)
    {
        Assert.Equal(IdempotencyKeys.Claim.Granted, keys.Ask(scope, holder, "f", out _));
        keys.Keep(scope, Ok with { Body = new byte[bytes] });
    }
}
