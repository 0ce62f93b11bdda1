namespace Skills.Engine;

/// <summary>Chooses which models may answer, in which order. Must be thread-safe.</summary>
public interface IModelRouter
{
    /// <summary>Ranks the candidates for one request; does no network I/O.</summary>
    /// <param name="request">What is wanted.</param>
    /// <param name="cancellationToken">Ends the decision.</param>
    /// <returns>The ranked candidates; none when nothing fits, and then the explanation says what came nearest.</returns>
    ValueTask<ModelRoute> RouteAsync(RoutingRequest request, CancellationToken cancellationToken);

    /// <summary>Told after every try, so that a router can learn; must return at once.</summary>
    /// <param name="outcome">What came of the try.</param>
    void Report(RoutingOutcome outcome);
}

/// <summary>What a router is asked.</summary>
public sealed record RoutingRequest
{
    /// <summary>The skill, with its preferences and category.</summary>
    public required Skill Skill { get; init; }

    /// <summary>The caller.</summary>
    public SkillExecutionContext Context { get; init; } = new();

    /// <summary>Estimated tokens of the rendered prompt.</summary>
    public int EstimatedInputTokens { get; init; }

    /// <summary>Expected tokens of the reply.</summary>
    public int EstimatedOutputTokens { get; init; }

    /// <summary>Abilities the prompt itself needs, such as vision for an image; added to the skill's own.</summary>
    public ModelCapabilities Require { get; init; }
}

/// <summary>A router's decision.</summary>
/// <param name="Candidates">Best first; empty when no model fits.</param>
/// <param name="Explanation">Why; never null.</param>
public sealed record ModelRoute(IReadOnlyList<ModelCandidate> Candidates, RoutingExplanation Explanation);

/// <summary>A model that may answer.</summary>
/// <param name="Model">The model.</param>
/// <param name="Score">The router's score, comparable within one decision only.</param>
/// <param name="ExpectedCostUsd">Expected cost of one call; null when no price is known.</param>
public sealed record ModelCandidate(ModelDefinition Model, double Score, decimal? ExpectedCostUsd);

/// <summary>Why a decision came out as it did.</summary>
public sealed record RoutingExplanation
{
    /// <summary>One sentence: the choice, or what was wanted and which candidate came nearest.</summary>
    public required string Summary { get; init; }

    /// <summary>Each model looked at; empty when the host switched details off.</summary>
    public IReadOnlyList<CandidateExplanation> Candidates { get; init; } = [];
}

/// <summary>Why one model was kept or dropped.</summary>
/// <param name="Model">Its id.</param>
/// <param name="Provider">Its provider.</param>
/// <param name="DroppedBy">The filter that dropped it, such as <c>context_window</c>; null when kept.</param>
/// <param name="Reason">A sentence: what was wanted and what it has.</param>
/// <param name="Score">Its score; 0 when dropped.</param>
/// <param name="Terms">Each term of the score by name; empty when dropped.</param>
public sealed record CandidateExplanation(
    string Model,
    string Provider,
    string? DroppedBy,
    string Reason,
    double Score,
    IReadOnlyDictionary<string, double> Terms);

/// <summary>What came of one try at one model.</summary>
public sealed record RoutingOutcome
{
    /// <summary>The model tried.</summary>
    public required ModelDefinition Model { get; init; }

    /// <summary>The skill's category.</summary>
    public required string Category { get; init; }

    /// <summary>Null when the provider answered.</summary>
    public ModelErrorKind? Error { get; init; }

    /// <summary>How long the provider asked to wait; null when it did not say.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Duration of the try.</summary>
    public TimeSpan Latency { get; init; }

    /// <summary>What the provider's headers said of its limits.</summary>
    public RateLimitState? RateLimits { get; init; }

    /// <summary>Whether the output satisfied schema and rules; null while that is not known.</summary>
    public bool? OutputValid { get; init; }

    /// <summary>Cost of the try.</summary>
    public Cost Cost { get; init; } = Cost.Unknown;
}
