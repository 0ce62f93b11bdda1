using System.Collections.ObjectModel;
using System.Text.Json;

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

    /// <summary>Writes the summary as one JSON object, as the endpoints and the command line do. Tenant, user and <see cref="StopMessage"/> are left out.</summary>
    /// <param name="writer">The writer; it stands where a value may be.</param>
    /// <param name="maxFailures">Most codes in <c>failures</c>, the most frequent first: rules of a skill name codes of their own, so their number has no bound.</param>
    public void WriteTo(Utf8JsonWriter writer, int maxFailures = int.MaxValue)
    {
        ArgumentNullException.ThrowIfNull(writer);

        writer.WriteStartObject();
        writer.WriteString("id", Id);
        writer.WriteString("skill", Skill);
        writer.WriteString("version", SkillVersion);
        writer.WriteString("state", State);
        writer.WriteString("stopReason", StopReason);
        WriteCounts(writer, maxFailures);
        WriteRate(writer);
        WriteCost(writer);
        writer.WriteString("createdAt", CreatedAt);
        writer.WriteString("asOf", AsOf);
        writer.WriteEndObject();
    }

    private void WriteCounts(Utf8JsonWriter writer, int maxFailures)
    {
        writer.WriteNumber("read", Read);
        writer.WriteBoolean("isSourceDone", IsSourceDone);
        writer.WriteNumber("pending", Pending);
        writer.WriteNumber("inFlight", InFlight);
        writer.WriteNumber("succeeded", Succeeded);
        writer.WriteNumber("failed", Failed);
        writer.WriteNumber("repeats", Repeats);
        writer.WriteStartObject("failures");
        foreach (var (code, count) in Failures.OrderByDescending(static f => f.Value).ThenBy(static f => f.Key, StringComparer.Ordinal).Take(maxFailures))
        {
            writer.WriteNumber(code, count);
        }

        writer.WriteEndObject();
    }

    private void WriteRate(Utf8JsonWriter writer)
    {
        if (ItemsPerSecond is { } rate)
        {
            writer.WriteNumber("itemsPerSecond", Math.Round(rate, 3));
        }

        if (Remaining is { } remaining)
        {
            writer.WriteNumber("remainingSeconds", Math.Round(remaining.TotalSeconds, 1));
        }
    }

    private void WriteCost(Utf8JsonWriter writer)
    {
        Optional(writer, "spentUsd", Spent.Usd);
        writer.WriteString("costKind", JsonNamingPolicy.SnakeCaseLower.ConvertName(Spent.Kind.ToString()));
        Optional(writer, "budgetUsd", BudgetUsd);
        Optional(writer, "committedUsd", CommittedUsd);
    }

    private static void Optional(Utf8JsonWriter writer, string name, decimal? value)
    {
        if (value is { } known)
        {
            writer.WriteNumber(name, known);
        }
    }
}
