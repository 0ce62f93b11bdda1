using System.Globalization;
using System.Text;

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
    /// <param name="outcome">The outcome of the try.</param>
    void Report(RoutingOutcome outcome);
}

/// <summary>What a router is asked.</summary>
public sealed record RoutingRequest
{
    /// <summary>The skill, with its preferences and category.</summary>
    public required Skill Skill { get; init; }

    /// <summary>The caller.</summary>
    public SkillExecutionContext Context { get; init; } = SkillExecutionContext.Anonymous;

    /// <summary>Estimated tokens of the rendered prompt.</summary>
    public int EstimatedInputTokens { get; init; }

    /// <summary>Expected tokens of the reply.</summary>
    public int EstimatedOutputTokens { get; init; }

    /// <summary>Gets how hard the request is; null when that is not known, and then the quality prior of a model counts as it is.</summary>
    public DifficultyEstimate? Difficulty { get; init; }

    /// <summary>Abilities the prompt itself needs, such as vision for an image; added to the skill's own.</summary>
    public ModelCapabilities Require { get; init; }

    /// <summary>The only provider that can answer, since it stores a file of the prompt; null when any can.</summary>
    public string? OnlyProvider { get; init; }
}

/// <summary>A router's decision.</summary>
/// <param name="Candidates">Best first; empty when no model fits.</param>
/// <param name="Explanation">Why; never null.</param>
public sealed record ModelRoute(IReadOnlyList<ModelCandidate> Candidates, RoutingExplanation Explanation);

/// <summary>A model that may answer.</summary>
/// <param name="Model">The model.</param>
/// <param name="Score">The router's score, comparable within one decision only.</param>
/// <param name="ExpectedCostUsd">Expected cost of one call; null when no price is known.</param>
public sealed record ModelCandidate(ModelDefinition Model, double Score, decimal? ExpectedCostUsd)
{
    /// <summary>The experiment and arm that put it first, as <c>name:arm</c>; null when none did.</summary>
    public string? Experiment { get; init; }
}

/// <summary>Why a decision came out as it did.</summary>
public sealed record RoutingExplanation
{
    /// <summary>One sentence: the choice, or what was wanted and which candidate came nearest.</summary>
    public required string Summary { get; init; }

    /// <summary>Each model looked at; empty when the host switched details off.</summary>
    public IReadOnlyList<CandidateExplanation> Candidates { get; init; } = [];

    /// <summary>Gets how hard the request was taken to be; null when that was not known.</summary>
    public DifficultyEstimate? Difficulty { get; init; }

    /// <summary>The day whose prices were used; null when no choice was made.</summary>
    public DateOnly? PricesOn { get; init; }

    /// <summary>The day that the catalog says its prices are of; null when unsaid.</summary>
    public DateOnly? CatalogAsOf { get; init; }

    /// <summary>Version of the learned statistics used: grows with each outcome taken in.</summary>
    public long StatisticsVersion { get; init; }

    /// <summary>The number all draws of this decision came from: the same number, statistics and load draw the same again.</summary>
    public ulong Draw { get; init; }

    /// <summary>The experiment and arm that steered this decision, as <c>name:arm</c>; null when none did.</summary>
    public string? Experiment { get; init; }

    /// <summary>Whether the prompt is longer than every model takes that could answer otherwise.</summary>
    internal bool IsPromptTooLong { get; init; }

    /// <summary>The whole explanation as text of several lines, for logs and people.</summary>
    public override string ToString()
    {
        var text = new StringBuilder(Summary);
        text.Append(CultureInfo.InvariantCulture, $"\nprices of {PricesOn:yyyy-MM-dd}{(CatalogAsOf is { } asOf ? FormattableString.Invariant($" (catalog of {asOf:yyyy-MM-dd})") : "")}, statistics {StatisticsVersion}, draw {Draw:x16}");
        if (Experiment is not null)
        {
            text.Append(CultureInfo.InvariantCulture, $", experiment {Experiment}");
        }

        if (Difficulty is not null)
        {
            text.Append('\n').Append(Difficulty);
        }

        foreach (var candidate in Candidates)
        {
            var verdict = candidate.DroppedBy is null ? candidate.Score.ToString("0.0000", CultureInfo.InvariantCulture) : "dropped by " + candidate.DroppedBy;
            text.Append(CultureInfo.InvariantCulture, $"\n- {candidate.Provider}/{candidate.Model}: {verdict}; {candidate.Reason}");
            foreach (var (name, value) in candidate.Terms)
            {
                text.Append(CultureInfo.InvariantCulture, $" {name} {value:0.0000}");
            }
        }

        return text.ToString();
    }
}

/// <summary>Why one model was kept or dropped.</summary>
/// <param name="Model">Its id.</param>
/// <param name="Provider">Its provider.</param>
/// <param name="DroppedBy">The filter that dropped it, such as <c>context_window</c>; null when kept.</param>
/// <param name="Reason">A sentence: what was wanted and what it has.</param>
/// <param name="Score">Its score; 0 when dropped.</param>
/// <param name="Terms">Each term of the score by name, weighted, so that they add up to it; empty when dropped.</param>
public sealed record CandidateExplanation(
    string Model,
    string Provider,
    string? DroppedBy,
    string Reason,
    double Score,
    IReadOnlyDictionary<string, double> Terms)
{
    /// <summary>Gets whether the host registered a client of its provider; without one it could not have answered.</summary>
    public bool IsRegistered { get; init; } = true;
}

/// <summary>
/// The outcome of one try at one model. Reported twice: by the invoker when the try ends, with <see cref="OutputValid"/> null, and
/// again when output and rules were checked, with <see cref="OutputValid"/> set; the second telling teaches quality only.
/// </summary>
public sealed record RoutingOutcome
{
    /// <summary>The model tried.</summary>
    public required ModelDefinition Model { get; init; }

    /// <summary>The skill's category.</summary>
    public required string Category { get; init; }

    /// <summary>Gets the skill's id, so that quality, latency and reply length are learned for the skill; null learns them for its category only.</summary>
    public string? SkillId { get; init; }

    /// <summary>Gets how hard the request was taken to be, from <see cref="RoutingRequest.Difficulty"/>; null when that was not known.</summary>
    public DifficultyEstimate? Difficulty { get; init; }

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

    /// <summary>Tokens of the try; null when none were reported.</summary>
    public TokenUsage? Usage { get; init; }

    /// <summary>Repairs that reading the reply took; counts with <see cref="OutputValid"/>.</summary>
    public int Repairs { get; init; }

    /// <summary>Whether this try was a re-ask after an invalid reply; counts with <see cref="OutputValid"/>.</summary>
    public bool IsReask { get; init; }

    /// <summary>The experiment and arm under which the model was chosen, from <see cref="ModelCandidate.Experiment"/>; null when none.</summary>
    public string? Experiment { get; init; }

    /// <summary>The sentence of a provider that refused the host's key; null otherwise.</summary>
    internal string? RefusedKey { get; init; }

    /// <summary>Set by the invoker, which feeds circuits and limits itself.</summary>
    internal bool IsRecorded { get; init; }
}
