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
    };

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
}
