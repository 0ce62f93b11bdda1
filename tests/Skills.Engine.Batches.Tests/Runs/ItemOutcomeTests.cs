using Skills.Engine.Batches.Runs;
using Skills.Engine.Batches.Storage;

namespace Skills.Engine.Batches.Tests.Runs;

/// <summary>What becomes of an item: which errors are tried again, how often, when, and what the budget keeps for them.</summary>
public sealed class ItemOutcomeTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 30, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("model.rate_limit", true)]
    [InlineData("model.overloaded", true)]
    [InlineData("model.server_error", true)]
    [InlineData("model.network", true)]
    [InlineData("model.timeout", true)]
    [InlineData("model.malformed", true)]
    [InlineData("model.truncated", true)]
    [InlineData("budget.unavailable", true)]
    [InlineData("execution.timeout", true)]
    [InlineData("model.auth", false)]
    [InlineData("model.quota", false)]
    [InlineData("model.content_policy", false)]
    [InlineData("model.context_window", false)]
    [InlineData("model.invalid_request", false)]
    [InlineData("budget.exceeded", false)]
    [InlineData("output.type", false)]
    [InlineData("input.required", false)]
    [InlineData("rules.failed", false)]
    public void OnlyErrorsThatMayPassAreTriedAgain(string code, bool again) =>
        Assert.Equal(again ? OutcomeKind.Retry : OutcomeKind.Dead, ItemOutcomes.Of(Claim(), Failed(code), new()).Kind);

    [Fact]
    public void TheFirstErrorDecides() => Assert.Equal(OutcomeKind.Dead, ItemOutcomes.Of(Claim(), Failed("output.type", "model.timeout"), new()).Kind);

    [Fact]
    public void AFailureThatSaysWhenToComeBackIsTriedAgainWhateverItsCode() =>
        Assert.Equal(OutcomeKind.Retry, ItemOutcomes.Of(Claim(), Failed("budget.exceeded") with { RetryAfter = TimeSpan.Zero }, new()).Kind);

    [Theory]
    [InlineData(2, OutcomeKind.Retry)]
    [InlineData(3, OutcomeKind.Dead)]
    public void TheLastAttemptIsTheOneOfThePolicy(int attempt, object kind) =>
        Assert.Equal(kind, ItemOutcomes.Of(Claim(attempt), Failed("model.timeout"), new() { MaxAttempts = 3 }).Kind);

    [Theory]
    [InlineData(1, 2, null, 2)]
    [InlineData(3, 2, null, 8)]
    [InlineData(3, 2, 7.0, 8)]
    [InlineData(3, 2, 9.0, 9)]
    [InlineData(30, 2, null, 300)]
    [InlineData(30, 2, 301.0, 301)]
    [InlineData(1, 300, null, 300)]
    [InlineData(1, 301, null, 301)]
    [InlineData(2, 301, null, 602)]
    public void TheLongerOfTheOwnWaitAndTheAskedOneCounts(int attempt, int delay, double? asked, int expected)
    {
        var result = Failed("model.rate_limit") with { RetryAfter = asked is { } seconds ? TimeSpan.FromSeconds(seconds) : null };

        var outcome = ItemOutcomes.Of(Claim(attempt), result, new() { MaxAttempts = 100, RetryDelay = TimeSpan.FromSeconds(delay) });

        Assert.Equal(TimeSpan.FromSeconds(expected), outcome.RetryAfter);
    }

    [Fact]
    public void ADeadLetterAndASuccessHaveNoTimeToWaitFor()
    {
        Assert.Null(ItemOutcomes.Of(Claim(), Failed("output.type"), new()).RetryAfter);
        Assert.Null(ItemOutcomes.Of(Claim(), Result(ExecutionStatus.Success), new()).RetryAfter);
    }

    /// <summary>A cost that is not certain keeps the rest of what the item may cost out of the budget.</summary>
    [Theory]
    [InlineData(CostKind.Exact, 0.2, 0)]
    [InlineData(CostKind.Estimated, 0.2, 0.3)]
    [InlineData(CostKind.AtLeast, 0.2, 0.3)]
    [InlineData(CostKind.AtLeast, 0.5, 0)]
    [InlineData(CostKind.AtLeast, 0.7, 0)]
    [InlineData(CostKind.Unknown, null, 0.5)]
    public void WhatIsNotKnownOfACostIsKeptForIt(CostKind kind, double? usd, double unsure)
    {
        var result = Result(ExecutionStatus.Success) with { Cost = kind == CostKind.Unknown ? Cost.Unknown : new((decimal)usd!.Value, kind) };

        var outcome = ItemOutcomes.Of(Claim(), result, new() { MaxItemCostUsd = 0.5m });

        Assert.Equal((Money.Of((decimal?)usd), kind, Money.Of((decimal)unsure)), (outcome.Spent, outcome.SpentKind, outcome.Unsure));
    }

    [Theory]
    [InlineData(CostKind.Exact, CostKind.Exact, CostKind.Exact)]
    [InlineData(CostKind.AtLeast, CostKind.Exact, CostKind.AtLeast)]
    [InlineData(CostKind.Unknown, CostKind.Exact, CostKind.AtLeast)]
    [InlineData(CostKind.Exact, CostKind.AtLeast, CostKind.AtLeast)]
    public void AResultHasTheCostOfAllItsAttempts(CostKind before, CostKind last, CostKind whole)
    {
        var claim = Claim(2) with { Spent = Money.Of(0.1m), SpentKind = before };

        var outcome = ItemOutcomes.Of(claim, Result(ExecutionStatus.Success) with { Cost = new(0.2m, last) }, new());

        Assert.Equal(new Cost(0.3m, whole), outcome.Result.Cost);
    }

    [Fact]
    public void ACanceledExecutionMayCostAllThatOneItemMay()
    {
        var outcome = ItemOutcomes.Canceled(Claim(), new() { MaxItemCostUsd = 0.5m }, Now);

        Assert.Equal((OutcomeKind.Retry, 0L, CostKind.AtLeast, Money.Of(0.5m), true), (outcome.Kind, outcome.Spent, outcome.SpentKind, outcome.Unsure, outcome.IsLost));
        Assert.Null(outcome.RetryAfter);
    }

    private static BatchClaim Claim(int attempt = 1) => new() { Row = 1, Inputs = "{}", Attempt = attempt };

    private static SkillResult Failed(params string[] codes) =>
        Result(ExecutionStatus.Failed) with { Errors = [.. codes.Select(static c => new SkillError(c, SkillStep.InvokeModel, "", "It failed."))] };

    private static SkillResult Result(ExecutionStatus status) => new()
    {
        ExecutionId = "e",
        SkillId = "echo",
        SkillVersion = "1.0.0",
        SkillHash = "hash",
        Status = status,
        ExecutedAt = Now,
        CompletedAt = Now,
        Context = new(),
        Cost = Cost.Zero,
    };
}
