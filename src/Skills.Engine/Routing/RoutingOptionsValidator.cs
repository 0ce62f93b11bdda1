using Microsoft.Extensions.Options;
using Skills.Engine.Settings;

namespace Skills.Engine.Routing;

/// <summary>Checks <see cref="RoutingOptions"/> at start: ranges by their attributes, times and what belongs together here. Every problem says how to fix it.</summary>
internal sealed class RoutingOptionsValidator : IValidateOptions<SkillsEngineOptions>
{
    private const string Section = SkillsEngineOptions.SectionName + ":Routing";

    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, SkillsEngineOptions options)
    {
        var problems = Check(options.Routing).ToList();
        return problems.Count > 0 ? ValidateOptionsResult.Fail(problems) : ValidateOptionsResult.Success;
    }

    private static IEnumerable<string> Check(RoutingOptions routing) =>
    [
        .. SettingRanges.Of(routing, Section),
        .. SettingRanges.Of(routing.Retry, Section + ":Retry"),
        .. SettingRanges.Of(routing.Breaker, Section + ":Breaker"),
        .. SettingRanges.Of(routing.Budgets, Section + ":Budgets"),
        .. SettingRanges.Of(routing.Learning, Section + ":Learning"),
        .. routing.Budgets.Limits.SelectMany(static (l, i) => SettingRanges.Of(l, $"{Section}:Budgets:Limits:{i}")),
        .. routing.Experiments.SelectMany(static (e, i) => SettingRanges.Of(e, $"{Section}:Experiments:{i}")),
        .. routing.Shadows.SelectMany(static (s, i) => SettingRanges.Of(s, $"{Section}:Shadows:{i}")),
        .. Times(routing),
        .. Together(routing),
    ];

    private static IEnumerable<string> Times(RoutingOptions routing)
    {
        (string Name, TimeSpan? Value)[] times =
        [
            ("Retry:AttemptTimeout", routing.Retry.AttemptTimeout),
            ("Retry:FirstTokenTimeout", routing.Retry.FirstTokenTimeout),
            ("Retry:FirstTextTimeout", routing.Retry.FirstTextTimeout),
            ("Retry:IdleTimeout", routing.Retry.IdleTimeout),
            ("Retry:ConnectTimeout", routing.Retry.ConnectTimeout),
            ("Retry:HedgeAfter", routing.Retry.HedgeAfter),
            ("Breaker:Window", routing.Breaker.Window),
            ("Breaker:OpenFor", routing.Breaker.OpenFor),
            ("Breaker:ProbeTimeout", routing.Breaker.ProbeTimeout),
            ("Breaker:OverloadCooldown", routing.Breaker.OverloadCooldown),
            ("Breaker:RateLimitCooldown", routing.Breaker.RateLimitCooldown),
            ("Breaker:QuotaCooldown", routing.Breaker.QuotaCooldown),
            ("Breaker:ConfigurationCooldown", routing.Breaker.ConfigurationCooldown),
            ("Breaker:MaxCooldown", routing.Breaker.MaxCooldown),
            ("Learning:HalfLife", routing.Learning.HalfLife),
            ("Learning:ShareEvery", routing.Learning.ShareEvery),
            ("Budgets:StoreTimeout", routing.Budgets.StoreTimeout),
            ("Budgets:DrainTimeout", routing.Budgets.DrainTimeout),
        ];
        foreach (var (name, value) in times)
        {
            if (value <= TimeSpan.Zero || value > TimeSpan.FromDays(365))
            {
                yield return $"{Section}:{name} is {value}; it must be more than zero and at most a year.";
            }
        }
    }

    private static IEnumerable<string> Together(RoutingOptions routing)
    {
        if (routing.Budgets.ReservationWait < TimeSpan.Zero || routing.Budgets.ReservationWait > TimeSpan.FromDays(1))
        {
            yield return $"{Section}:Budgets:ReservationWait is {routing.Budgets.ReservationWait}; it must be from zero (refuse at once) to one day.";
        }

        if (routing.Retry.BaseDelay < TimeSpan.Zero || routing.Retry.BaseDelay > TimeSpan.FromMinutes(1))
        {
            yield return $"{Section}:Retry:BaseDelay is {routing.Retry.BaseDelay}; it must be from zero to one minute.";
        }

        if (routing.Retry.MaxDelay < routing.Retry.BaseDelay)
        {
            yield return $"{Section}:Retry:MaxDelay ({routing.Retry.MaxDelay}) is less than BaseDelay ({routing.Retry.BaseDelay}); raise it.";
        }

        if (routing.Breaker.MaxOpenFor < routing.Breaker.OpenFor)
        {
            yield return $"{Section}:Breaker:MaxOpenFor ({routing.Breaker.MaxOpenFor}) is less than OpenFor ({routing.Breaker.OpenFor}); raise it.";
        }

        var weights = new[] { routing.Weights.Quality, routing.Weights.Cost, routing.Weights.Latency, routing.Weights.Health, routing.Weights.Learned, routing.Weights.Task, routing.Weights.Diversity, routing.Weights.Vendor };
        if (weights.Any(static w => !(w >= 0) || double.IsInfinity(w)) || weights.Sum() <= 0)
        {
            yield return $"{Section}:Weights must be numbers of 0 or more, and one of them more than 0.";
        }

        foreach (var experiment in routing.Experiments)
        {
            if (experiment.Name.Length == 0 || experiment.Control.Length == 0 || experiment.Treatment.Length == 0 || experiment.Control == experiment.Treatment)
            {
                yield return $"{Section}:Experiments: '{experiment.Name}' needs a Name and two different models as Control and Treatment.";
            }

            if (experiment.MaximumOutcomes < 2 * experiment.MinimumOutcomes)
            {
                yield return $"{Section}:Experiments: '{experiment.Name}' can never conclude: MaximumOutcomes must be at least twice MinimumOutcomes.";
            }
        }

        foreach (var twice in routing.Experiments.GroupBy(static e => e.Name).Where(static g => g.Count() > 1))
        {
            yield return $"{Section}:Experiments: the name '{twice.Key}' is used twice; give each its own.";
        }

        if (routing.Shadows.Any(static s => s.Model.Length == 0))
        {
            yield return $"{Section}:Shadows: an entry has no Model.";
        }
    }
}
