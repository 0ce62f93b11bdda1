using System.Globalization;
using System.Text.Json;
using Skills.Engine.History;

namespace Skills.Engine.Diagnostics;

/// <summary>The history that a <see cref="MemoryExecutionLog"/> holds.</summary>
internal sealed class MemoryExecutionHistory(MemoryExecutionLog log) : IExecutionHistory
{
    public ValueTask<ExecutionPage> ListAsync(ExecutionFilter filter, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(filter);

        var after = HistoryCursor.Parse(filter.After);
        var found = log.Recent.Select(static r => ExecutionLogEntry.From(r))
            .Where(e => Matches(e, filter) && (after is null || Compare(e, after) < 0))
            .OrderByDescending(static e => e.ExecutedAt).ThenByDescending(static e => e.Id, StringComparer.Ordinal)
            .Take(filter.Limit + 1).Select(Summary).ToList();
        var page = found.Take(filter.Limit).ToList();
        return ValueTask.FromResult(new ExecutionPage(page, found.Count > page.Count ? new HistoryCursor(page[^1].ExecutedAt, page[^1].Id).ToString() : null));
    }

    public ValueTask<JsonElement?> FindAsync(string executionId, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(executionId);

        return ValueTask.FromResult(log.Find(executionId) is { } record
            ? JsonElement.Parse(ExecutionLogEntry.From(record).ToUtf8Json(), new() { MaxDepth = 2000 })
            : (JsonElement?)null);
    }

    public ValueTask<IReadOnlyList<ExecutionTotals>> TotalsAsync(ExecutionGrouping by, DateOnly from, DateOnly to, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult(TotalsRow.Sum(
            log.Recent.Select(static r => ExecutionLogEntry.From(r))
                .Where(e => DateOnly.FromDateTime(e.ExecutedAt.UtcDateTime) is var day && day >= from && day <= to)
                .Select(e => Row(e, by)),
            by == ExecutionGrouping.Skill));

    private static bool Matches(ExecutionLogEntry entry, ExecutionFilter filter) =>
        (filter.Skill is null || entry.SkillName == filter.Skill)
        && (filter.Status is null || entry.Status == filter.Status)
        && (filter.Model is null || entry.ModelId == filter.Model)
        && (filter.Tenant is null || entry.TenantId == filter.Tenant)
        && (filter.CacheHit is null || entry.CacheHit == filter.CacheHit)
        && (filter.From is null || entry.ExecutedAt >= filter.From)
        && (filter.Before is null || entry.ExecutedAt < filter.Before)
        && (filter.Search is null || Searched(entry).Any(t => t?.Contains(filter.Search, StringComparison.OrdinalIgnoreCase) == true));

    private static string?[] Searched(ExecutionLogEntry e) => [e.Id, e.SkillName, e.ErrorCode, e.ModelId, e.TenantId, e.UserId, e.TraceId];

    private static int Compare(ExecutionLogEntry entry, HistoryCursor cursor) =>
        entry.ExecutedAt.CompareTo(cursor.At) is not 0 and var order ? order : string.CompareOrdinal(entry.Id, cursor.Id);

    private static TotalsRow Row(ExecutionLogEntry e, ExecutionGrouping by) => new(NameOf(e, by), LatencyBuckets.Of(e.LatencyMs))
    {
        Runs = 1,
        Succeeded = e.Status == "success" ? 1 : 0,
        CacheHits = e.CacheHit ? 1 : 0,
        TokensInput = e.TokensInput ?? 0,
        TokensOutput = e.TokensOutput ?? 0,
        CostUsd = e.CostUsd ?? 0,
        CostUnknown = e.CostUsd is null ? 1 : 0,
        CostAtLeast = e.CostKind == CostKind.AtLeast ? 1 : 0,
        CostEstimated = e.CostKind == CostKind.Estimated ? 1 : 0,
    };

    private static string NameOf(ExecutionLogEntry e, ExecutionGrouping by) => by switch
    {
        ExecutionGrouping.Skill => e.SkillName,
        ExecutionGrouping.Tenant => e.TenantId ?? "",
        ExecutionGrouping.Model => e.ModelId ?? "",
        _ => e.ExecutedAt.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
    };

    private static ExecutionSummary Summary(ExecutionLogEntry e) => new()
    {
        Id = e.Id,
        SkillName = e.SkillName,
        SkillVersion = e.SkillVersion,
        Variant = e.Variant,
        Status = e.Status,
        ErrorCode = e.ErrorCode,
        ModelId = e.ModelId,
        TenantId = e.TenantId,
        UserId = e.UserId,
        LatencyMs = e.LatencyMs,
        TokensInput = e.TokensInput,
        TokensOutput = e.TokensOutput,
        CostUsd = e.CostUsd,
        CostKind = JsonNamingPolicy.SnakeCaseLower.ConvertName(e.CostKind.ToString()),
        CacheHit = e.CacheHit,
        ExecutedAt = e.ExecutedAt,
    };
}
