namespace Skills.Engine;

/// <summary>Latency, errors, cost, circuits and limits of the registered providers at one moment. Immutable.</summary>
/// <param name="At">When the report was made.</param>
/// <param name="Providers">The registered providers by name, with their enabled models.</param>
public sealed record RoutingStatus(DateTimeOffset At, IReadOnlyList<ProviderTrafficReport> Providers);

/// <summary>One registered provider in a <see cref="RoutingStatus"/>.</summary>
/// <param name="Name">Its name.</param>
/// <param name="NotReady">Null when it can be called; otherwise a sentence without secrets.</param>
/// <param name="Traffic">The sum over its models. Percentiles are null here.</param>
/// <param name="Models">Its enabled models, and disabled ones that were called.</param>
public sealed record ProviderTrafficReport(string Name, string? NotReady, TrafficReport Traffic, IReadOnlyList<ModelTrafficReport> Models);

/// <summary>One model in a <see cref="RoutingStatus"/>.</summary>
/// <param name="Model">Its id.</param>
/// <param name="State">Circuit, load and expected latency.</param>
/// <param name="Traffic">What was counted since the start of the process.</param>
/// <param name="Limits">The limits that hold now.</param>
public sealed record ModelTrafficReport(string Model, DeploymentReport State, TrafficReport Traffic, LimitReport Limits)
{
    /// <summary>Gets how many times slower than usual the model answers now; 1 at its usual pace.</summary>
    public double Slowdown { get; init; } = 1;
}

/// <summary>What was counted of one model or provider since the start of the process.</summary>
/// <param name="Attempts">Attempts that ended, canceled ones included.</param>
/// <param name="Errors">Attempts without an answer, by kind.</param>
/// <param name="Cost">The sum over all attempts. Its kind is the weakest of theirs, so it is never understated silently.</param>
public sealed record TrafficReport(long Attempts, IReadOnlyDictionary<ModelErrorKind, long> Errors, Cost Cost)
{
    /// <summary>Gets the median latency of the latest 256 answers; null before the first.</summary>
    public TimeSpan? LatencyP50 { get; init; }

    /// <summary>Gets the 95th percentile of latency of the latest 256 answers; null before the first.</summary>
    public TimeSpan? LatencyP95 { get; init; }

    /// <summary>Gets the share of attempts without an answer, 0 to 1. Canceled attempts do not count; null without others.</summary>
    public double? ErrorRate
    {
        get
        {
            var canceled = Errors.GetValueOrDefault(ModelErrorKind.Canceled);
            return Attempts == canceled ? null : (Errors.Values.Sum() - canceled) / (double)(Attempts - canceled);
        }
    }
}

/// <summary>The limits of one model at this moment; null where none is known.</summary>
/// <param name="RequestsPerMinute">Granted by the catalog.</param>
/// <param name="InputTokensPerMinute">Granted by the catalog.</param>
/// <param name="OutputTokensPerMinute">Granted by the catalog.</param>
/// <param name="Concurrency">Attempts at once, learned from 429 answers.</param>
/// <param name="Waiting">Calls that wait in the queue of this model.</param>
public sealed record LimitReport(long? RequestsPerMinute, long? InputTokensPerMinute, long? OutputTokensPerMinute, int? Concurrency, int Waiting);
