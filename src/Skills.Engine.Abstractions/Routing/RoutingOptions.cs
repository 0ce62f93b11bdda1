using System.ComponentModel.DataAnnotations;

namespace Skills.Engine;

/// <summary>How models are chosen, retried, limited and learned about; bound from <c>SkillsEngine:Routing</c>.</summary>
public sealed class RoutingOptions
{
    /// <summary>Whether a decision carries the verdict and score terms of every model. Off makes a decision cheaper; the summary is always there.</summary>
    /// <value>Default true.</value>
    public bool Explain { get; set; } = true;

    /// <summary>Seed of every draw: among equally good models while the first of them is busy, which calls are shadowed, and by how much a wait before a retry is shortened. Choosing a model draws nothing else.</summary>
    /// <value>Default null: the router chooses the same in every process, and waits are seeded from the clock.</value>
    public long? Seed { get; set; }

    /// <summary>Models whose score is within this share of the best count as equal; the less loaded of two drawn ones is taken.</summary>
    /// <value>Default 0.005; 0 to 1. 0 always takes the best.</value>
    [Range(0.0, 1.0)]
    public double Band { get; set; } = 0.005;

    /// <summary>Most candidates of one decision: the choice and its fallbacks.</summary>
    /// <value>Default 5; 1 to 32.</value>
    [Range(1, 32)]
    public int MaxCandidates { get; set; } = 5;

    /// <summary>Weights of the score for skills that say none.</summary>
    public RoutingWeights Weights { get; set; } = new();

    /// <summary>Model ids or aliases that are good at a task, by skill category; they earn the task term. Categories are compared without case.</summary>
    public IDictionary<string, IList<string>> TaskPreferences { get; } = new Dictionary<string, IList<string>>(StringComparer.OrdinalIgnoreCase);

    /// <summary>Most calls that wait in line for one deployment's rate limit; more are refused with the time to come back.</summary>
    /// <value>Default 1,000; 0 to 1,000,000. 0 never waits.</value>
    [Range(0, 1_000_000)]
    public int MaxQueue { get; set; } = 1000;

    /// <summary>Retries, deadlines of a try, hedging.</summary>
    public RetryOptions Retry { get; } = new();

    /// <summary>When the circuit of a failing deployment opens, and for how long.</summary>
    public BreakerOptions Breaker { get; } = new();

    /// <summary>What is learned from outcomes, and how fast it is forgotten.</summary>
    public LearningOptions Learning { get; } = new();

    /// <summary>What may be spent.</summary>
    public BudgetOptions Budgets { get; } = new();

    /// <summary>Models compared on real traffic.</summary>
    public IList<RoutingExperiment> Experiments { get; } = [];

    /// <summary>Models asked in addition to the chosen one, to compare their answers.</summary>
    public IList<ShadowModel> Shadows { get; } = [];

    /// <summary>Most shadow calls under way at once; more are left out.</summary>
    /// <value>Default 4; 1 to 1,000.</value>
    [Range(1, 1000)]
    public int MaxShadows { get; set; } = 4;
}
