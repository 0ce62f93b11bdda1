namespace Skills.Engine.ExecutionLogs.History;

/// <summary>The statements of a search. A page looks at a bounded number of index entries, so a rare match costs no more than a common one.</summary>
internal sealed class SearchSql(string table, string like)
{
    /// <summary>The most index entries that one page looks at.</summary>
    public const int Window = 10_000;

    /// <summary>Gets the columns that a search looks at. The index has all of them.</summary>
    public static IReadOnlyList<string> Searched { get; } = ["skill_name", "status", "cache_hit", "model_id", "tenant_id", "user_id", "error_code", "trace_id"];

    private static readonly string[] TextColumns = ["id", "skill_name", "error_code", "model_id", "tenant_id", "user_id", "trace_id"];

    private const string Columns = "t.id, t.skill_name, t.skill_version, t.variant, t.status, t.error_code, t.model_id, t.tenant_id, t.user_id, t.latency_ms, t.tokens_input, t.tokens_output, t.cost_usd, t.cost_kind, t.cache_hit, t.executed_at";

    /// <summary>Returns the statement of one page.</summary>
    public string Page(ExecutionFilter filter) =>
        $"""
        SELECT {Columns} FROM (
            SELECT id FROM (
                SELECT id, executed_at, {string.Join(", ", Searched)} FROM {table} WHERE {Place(filter)} ORDER BY executed_at DESC, id DESC LIMIT {Window}
            ) AS seen WHERE {Matches(filter)} ORDER BY executed_at DESC, id DESC LIMIT @limit
        ) AS found JOIN {table} AS t ON t.id = found.id ORDER BY t.executed_at DESC, t.id DESC
        """;

    /// <summary>Returns the statement that finds the last entry that a page looked at.</summary>
    public string LastSeen(ExecutionFilter filter) =>
        $"SELECT id, executed_at FROM {table} WHERE {Place(filter)} ORDER BY executed_at DESC, id DESC LIMIT 1 OFFSET {Window - 1}";

    private static string Place(ExecutionFilter filter) => string.Join(" AND ", All(
        "executed_at IS NOT NULL",
        filter.After is null ? null : "(executed_at, id) < (@at, @id)",
        filter.From is null ? null : "executed_at >= @from",
        filter.Before is null ? null : "executed_at < @before",
        IsBySkill(filter) ? "skill_name = @skill" : null));

    private string Matches(ExecutionFilter filter) => string.Join(" AND ", All(
        "1 = 1",
        filter.Skill is null || IsBySkill(filter) ? null : "skill_name = @skill",
        filter.Status is null ? null : "status = @status",
        filter.Model is null ? null : "model_id = @model",
        filter.Tenant is null ? null : "tenant_id = @tenant",
        filter.CacheHit is null ? null : "cache_hit = @cache",
        filter.Search is null ? null : $"({string.Join(" OR ", TextColumns.Select(c => $"{c} {like} @search ESCAPE '!'"))})"));

    // The index by skill has no other column, so it serves a search for nothing but the skill.
    private static bool IsBySkill(ExecutionFilter filter) => filter.Skill is not null && !filter.LooksInside;

    private static IEnumerable<string> All(params IEnumerable<string?> parts) => parts.OfType<string>();
}
