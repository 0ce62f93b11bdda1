using System.Collections.ObjectModel;

namespace Skills.Engine;

/// <summary>How far one batch run is, over all its processes. It contains no item and no result.</summary>
public sealed record BatchSummary
{
    /// <summary>Gets the id of the run.</summary>
    public required string Id { get; init; }

    /// <summary>Gets the slug of the skill.</summary>
    public required string Skill { get; init; }

    /// <summary>Gets the version of the skill that the run is pinned to.</summary>
    public required string SkillVersion { get; init; }

    /// <summary>Gets the state: <c>running</c>, <c>paused</c>, <c>stopped</c>, <c>canceled</c> or <c>completed</c>.</summary>
    public required string State { get; init; }

    /// <summary>Gets why it is stopped: <c>budget</c>, <c>deadline</c> or <c>source</c>; null when it is not.</summary>
    public string? StopReason { get; init; }

    /// <summary>Gets the sentence for <see cref="StopReason"/>; null when it is not stopped. It can quote the source.</summary>
    public string? StopMessage { get; init; }

    /// <summary>Gets the items read from the source.</summary>
    public long Read { get; init; }

    /// <summary>Gets whether <see cref="Read"/> is the total.</summary>
    public bool IsSourceDone { get; init; }

    /// <summary>Gets the items that wait.</summary>
    public long Pending { get; init; }

    /// <summary>Gets the items under way.</summary>
    public long InFlight { get; init; }

    /// <summary>Gets the items that succeeded.</summary>
    public long Succeeded { get; init; }

    /// <summary>Gets the items that failed for good.</summary>
    public long Failed { get; init; }

    /// <summary>Gets the items that failed for good, by the code of their first error.</summary>
    public IReadOnlyDictionary<string, long> Failures { get; init; } = ReadOnlyDictionary<string, long>.Empty;

    /// <summary>Gets the starts of items whose worker was lost.</summary>
    public long Repeats { get; init; }

    /// <summary>Gets what finished attempts cost, and how far it can be trusted.</summary>
    public Cost Spent { get; init; } = Cost.Zero;

    /// <summary>Gets the budget in USD; null without one.</summary>
    public decimal? BudgetUsd { get; init; }

    /// <summary>Gets what counts against the budget, in USD; null without one.</summary>
    public decimal? CommittedUsd { get; init; }

    /// <summary>Gets the results per second since the previous summary of the same watch; null outside a watch and for the first.</summary>
    public double? ItemsPerSecond { get; init; }

    /// <summary>Gets the estimated time to the last result; null when the total or the rate is not known.</summary>
    public TimeSpan? Remaining { get; init; }

    /// <summary>Gets the tenant that the run is executed for; null without one.</summary>
    public string? TenantId { get; init; }

    /// <summary>Gets the user that the run is executed for; null when anonymous.</summary>
    public string? UserId { get; init; }

    /// <summary>Gets the start, UTC.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Gets the time of the numbers, UTC.</summary>
    public DateTimeOffset AsOf { get; init; }
}
