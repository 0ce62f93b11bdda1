using System.ComponentModel.DataAnnotations;

namespace Skills.Engine;

/// <summary>When the circuit of a failing deployment opens. Each deployment has its own circuit breaker and cooldown.</summary>
public sealed class BreakerOptions
{
    /// <summary>Failures in a row that open the circuit. An execution counts once, and so does a prompt that a provider answers with a server error; two different ones are always needed.</summary>
    /// <value>Default 5; at least 1.</value>
    [Range(1, 1000)]
    public int ConsecutiveFailures { get; set; } = 5;

    /// <summary>Share of failed tries within <see cref="Window"/> that opens the circuit.</summary>
    /// <value>Default 0.5; more than 0, at most 1.</value>
    [Range(0.01, 1.0)]
    public double FailureRate { get; set; } = 0.5;

    /// <summary>Tries within <see cref="Window"/> below which the rate says nothing.</summary>
    /// <value>Default 10; at least 2.</value>
    [Range(2, 100_000)]
    public int MinimumTries { get; set; } = 10;

    /// <summary>Time over which <see cref="FailureRate"/> is measured.</summary>
    /// <value>Default 30 seconds; more than zero.</value>
    public TimeSpan Window { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long the circuit stays open the first time; doubles with each failed probe.</summary>
    /// <value>Default one second; more than zero.</value>
    public TimeSpan OpenFor { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Longest time between two probes.</summary>
    /// <value>Default 30 seconds; at least <see cref="OpenFor"/>.</value>
    public TimeSpan MaxOpenFor { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long one probe may take before another is let through, so that a lost probe never blocks recovery.</summary>
    /// <value>Default 30 seconds; more than zero.</value>
    public TimeSpan ProbeTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Cooldown after an overload without a stated time; doubles with each further one up to a minute.</summary>
    /// <value>Default one second; more than zero.</value>
    public TimeSpan OverloadCooldown { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Cooldown after a rate limit without a stated time.</summary>
    /// <value>Default five seconds; more than zero.</value>
    public TimeSpan RateLimitCooldown { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Cooldown after credit or quota ran out without a stated time.</summary>
    /// <value>Default one hour; more than zero.</value>
    public TimeSpan QuotaCooldown { get; set; } = TimeSpan.FromHours(1);

    /// <summary>Cooldown after a wrong key, a missing right or an unknown model.</summary>
    /// <value>Default five minutes; more than zero.</value>
    public TimeSpan ConfigurationCooldown { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Longest cooldown a provider can ask for.</summary>
    /// <value>Default one day; more than zero.</value>
    public TimeSpan MaxCooldown { get; set; } = TimeSpan.FromDays(1);
}
