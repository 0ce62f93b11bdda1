using Microsoft.Extensions.Options;
using Skills.Engine.Routing;

namespace Skills.Engine.Tests.Routing;

public sealed class RoutingOptionsTests
{
    public static TheoryData<string, Action<RoutingOptions>> Mistakes { get; } = new()
    {
        { "Band", static o => o.Band = 2 },
        { "MaxCandidates", static o => o.MaxCandidates = 0 },
        { "Exploration", static o => o.Learning.Exploration = 1.1 },
        { "ExplorationBudgetUsd", static o => o.Learning.ExplorationBudgetUsd = -1 },
        { "Retry:MaxRetries is 11", static o => o.Retry.MaxRetries = 11 },
        { "Retry:AttemptTimeout", static o => o.Retry.AttemptTimeout = TimeSpan.Zero },
        { "Retry:HedgeAfter", static o => o.Retry.HedgeAfter = TimeSpan.Zero },
        { "Retry:MaxDelay", static o => o.Retry.MaxDelay = TimeSpan.Zero },
        { "Breaker:ConsecutiveFailures is ", static o => o.Breaker.ConsecutiveFailures = 0 },
        { "Breaker:MaxOpenFor", static o => o.Breaker.MaxOpenFor = TimeSpan.FromSeconds(0.5) },
        { "Weights", static o => o.Weights = new(Quality: -1) },
        { "Weights", static o => o.Weights = new(0, 0, 0, 0, 0, 0, 0, 0) },
        { "Budgets:Limits:0", static o => o.Budgets.Limits.Add(new() { LimitUsd = -1 }) },
        { "Experiments", static o => o.Experiments.Add(new() { Name = "x", Control = "a", Treatment = "a" }) },
        { "MinimumOutcomes", static o => o.Experiments.Add(new() { Name = "x", Control = "a", Treatment = "b", MaximumOutcomes = 100 }) },
        { "Shadows", static o => o.Shadows.Add(new()) },
        { "Weights", static o => o.Weights = new(Cost: double.NaN) },
        { "Weights", static o => o.Weights = new(Vendor: double.PositiveInfinity) },
        { "Experiments: '' needs", static o => o.Experiments.Add(new() { Name = "", Control = "a", Treatment = "b" }) },
        { "Experiments: 'x' needs", static o => o.Experiments.Add(new() { Name = "x", Control = "", Treatment = "b" }) },
        { "Experiments: 'x' needs", static o => o.Experiments.Add(new() { Name = "x", Control = "a", Treatment = "" }) },
        { "the name 'x' is used twice", static o => Array.ForEach([1, 2], _ => o.Experiments.Add(new() { Name = "x", Control = "a", Treatment = "b" })) },
    };

    public static TheoryData<string, Action<RoutingOptions, TimeSpan>, TimeSpan, TimeSpan> Times { get; } = new()
    {
        { "Budgets:ReservationWait", static (o, v) => o.Budgets.ReservationWait = v, TimeSpan.Zero, TimeSpan.FromDays(1) },
        { "Retry:BaseDelay", static (o, v) => (o.Retry.BaseDelay, o.Retry.MaxDelay) = (v, TimeSpan.FromMinutes(2)), TimeSpan.Zero, TimeSpan.FromMinutes(1) },
        { "Retry:AttemptTimeout", static (o, v) => o.Retry.AttemptTimeout = v, TimeSpan.FromTicks(1), TimeSpan.FromDays(365) },
        { "Breaker:MaxCooldown", static (o, v) => o.Breaker.MaxCooldown = v, TimeSpan.FromTicks(1), TimeSpan.FromDays(365) },
        { "Learning:HalfLife", static (o, v) => o.Learning.HalfLife = v, TimeSpan.FromTicks(1), TimeSpan.FromDays(365) },
        { "Budgets:DrainTimeout", static (o, v) => o.Budgets.DrainTimeout = v, TimeSpan.FromTicks(1), TimeSpan.FromDays(365) },
    };

    [Theory]
    [MemberData(nameof(Times), DisableDiscoveryEnumeration = true)]
    public void ATimeIsWithinItsBounds(string setting, Action<RoutingOptions, TimeSpan> set, TimeSpan least, TimeSpan most)
    {
        Assert.Equal([], Problems(o => set(o, least)));
        Assert.Equal([], Problems(o => set(o, most)));
        Assert.Equal([$"SkillsEngine:Routing:{setting}"], Problems(o => set(o, least - TimeSpan.FromTicks(1))));
        Assert.Equal([$"SkillsEngine:Routing:{setting}"], Problems(o => set(o, most + TimeSpan.FromTicks(1))));
    }

    [Fact]
    public void WhatBelongsTogetherMayBeEqual()
    {
        Assert.Equal([], Problems(static o => (o.Retry.BaseDelay, o.Retry.MaxDelay) = (TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(3))));
        Assert.Equal([], Problems(static o => (o.Breaker.OpenFor, o.Breaker.MaxOpenFor) = (TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(3))));
        Assert.Equal([], Problems(static o => o.Experiments.Add(new() { Name = "x", Control = "a", Treatment = "b", MinimumOutcomes = 50, MaximumOutcomes = 100 })));
        Assert.Equal([], Problems(static o => o.Weights = new(0, 0, 0, 0, 0, 0, 0, 1)));
    }

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void AMistakeIsNamed(string part, Action<RoutingOptions> mistake)
    {
        var options = new SkillsEngineOptions();
        mistake(options.Routing);

        var result = new RoutingOptionsValidator().Validate(null, options);

        Assert.Contains(result.Failures!, f => f.Contains(part, StringComparison.Ordinal));
    }

    [Fact]
    public void TheDefaultsAreValid() => Assert.Equal(ValidateOptionsResult.Success, new RoutingOptionsValidator().Validate(null, new()));

    private static IEnumerable<string> Problems(Action<RoutingOptions> set)
    {
        var options = new SkillsEngineOptions();
        set(options.Routing);
        var result = new RoutingOptionsValidator().Validate(null, options);
        return result == ValidateOptionsResult.Success ? [] : result.Failures!.Select(static f => f.Split(" is ")[0]);
    }
}
