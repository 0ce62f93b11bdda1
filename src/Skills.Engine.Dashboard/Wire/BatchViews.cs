namespace Skills.Engine.Dashboard.Wire;

/// <summary>The newest batch runs.</summary>
internal sealed record BatchesView(IReadOnlyList<BatchView> Items);

/// <summary>One batch run. The sentence why it stopped can quote the source, so it is content.</summary>
internal sealed record BatchView(
    string Id,
    string Skill,
    string Version,
    string State,
    string? StopReason,
    string? StopMessage,
    long Read,
    bool IsSourceDone,
    long Pending,
    long InFlight,
    long Succeeded,
    long Failed,
    IReadOnlyDictionary<string, long> Failures,
    long Repeats,
    decimal? SpentUsd,
    string CostKind,
    decimal? BudgetUsd,
    decimal? CommittedUsd,
    DateTimeOffset CreatedAt,
    DateTimeOffset AsOf)
{
    public static BatchView Of(BatchSummary b, bool seesContent) => new(
        b.Id,
        b.Skill,
        b.SkillVersion,
        b.State,
        b.StopReason,
        seesContent ? b.StopMessage : null,
        b.Read,
        b.IsSourceDone,
        b.Pending,
        b.InFlight,
        b.Succeeded,
        b.Failed,
        b.Failures,
        b.Repeats,
        b.Spent.Usd,
        System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(b.Spent.Kind.ToString()),
        b.BudgetUsd,
        b.CommittedUsd,
        b.CreatedAt,
        b.AsOf);
}
