using System.Collections.ObjectModel;
using System.Text.Json;

namespace Skills.Engine.Batches;

/// <summary>How far a run is. The numbers are of all its processes and resumes.</summary>
public sealed record BatchProgress
{
    /// <summary>Gets the run.</summary>
    public required BatchRun Run { get; init; }

    /// <summary>Gets the items read from the source.</summary>
    public long Read { get; init; }

    /// <summary>Gets whether the source was read to its end, so that <see cref="Read"/> is the total.</summary>
    public bool IsSourceDone { get; init; }

    /// <summary>Gets the items that wait.</summary>
    public long Pending { get; init; }

    /// <summary>Gets the items that a worker has.</summary>
    public long InFlight { get; init; }

    /// <summary>Gets the items of each worker that has some, in the order of their names. Empty with the embedded journal, which one process works on.</summary>
    public IReadOnlyList<BatchWorkerLag> Workers { get; init; } = [];

    /// <summary>Gets the items that succeeded.</summary>
    public long Succeeded { get; init; }

    /// <summary>Gets the dead letters: items that failed for good.</summary>
    public long Failed { get; init; }

    /// <summary>Gets the starts of items whose worker was lost. Their model calls may have been paid and are made again.</summary>
    public long Repeats { get; init; }

    /// <summary>Gets the dead letters by the code of their first error.</summary>
    public IReadOnlyDictionary<string, long> Failures { get; init; } = ReadOnlyDictionary<string, long>.Empty;

    /// <summary>Gets the known cost of every finished attempt. It is a lower bound if an attempt was lost or its cost is unknown.</summary>
    public Cost Spent { get; init; } = Cost.Zero;

    /// <summary>Gets what counts against the budget, in USD: the known cost, and the most that lost, unknown and running attempts can have cost. Null without a budget.</summary>
    public decimal? CommittedUsd { get; init; }

    /// <summary>Gets the results per second since the previous progress of the same watch; null for the first.</summary>
    public double? ItemsPerSecond { get; init; }

    /// <summary>Gets the estimated time to the last result; null when the total or the rate is not known.</summary>
    public TimeSpan? Remaining { get; init; }

    /// <summary>Gets the time of the numbers, UTC.</summary>
    public DateTimeOffset AsOf { get; init; }

    /// <summary>Gets the items with a result.</summary>
    public long Finished => Succeeded + Failed;

    /// <summary>The numbers without the options of the run, for dashboards and JSON (<see cref="BatchSummary.WriteTo"/>).</summary>
    public BatchSummary ToSummary() => new()
    {
        Id = Run.Id,
        Skill = Run.Skill,
        SkillVersion = Run.SkillVersion,
        State = Name(Run.State),
        StopReason = Run.StopReason == BatchStopReason.None ? null : Name(Run.StopReason),
        StopMessage = Run.StopMessage,
        Read = Read,
        IsSourceDone = IsSourceDone,
        Pending = Pending,
        InFlight = InFlight,
        Succeeded = Succeeded,
        Failed = Failed,
        Failures = Failures,
        Repeats = Repeats,
        Spent = Spent,
        BudgetUsd = Run.Options.BudgetUsd,
        CommittedUsd = CommittedUsd,
        ItemsPerSecond = ItemsPerSecond,
        Remaining = Remaining,
        TenantId = Run.Options.Context.TenantId,
        UserId = Run.Options.Context.UserId,
        CreatedAt = Run.CreatedAt,
        AsOf = AsOf,
    };

    private static string Name<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());
}
