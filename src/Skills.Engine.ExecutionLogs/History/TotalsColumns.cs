namespace Skills.Engine.ExecutionLogs.History;

/// <summary>
/// The table of sums: one row for a kind of name, a day, a name and a latency bucket. A trigger keeps it, so that rows written by other versions
/// and by hand count too, and a page over a million executions reads a few hundred rows.
/// </summary>
internal static class TotalsColumns
{
    public const string Table = "skill_execution_totals";

    public const string Trigger = "skill_execution_totals_add";

    /// <summary>Gets the columns that identify a row.</summary>
    public const string Key = "kind, day, name, bucket";

    /// <summary>Gets what one execution adds, by column, in SQL that both databases read. <c>{0}</c> is the execution's row.</summary>
    public static IReadOnlyList<(string Name, string Adds)> Sums { get; } =
    [
        ("runs", "1"),
        ("succeeded", "CASE WHEN {0}.status = 'success' THEN 1 ELSE 0 END"),
        ("cache_hits", "CASE WHEN {0}.cache_hit THEN 1 ELSE 0 END"),
        ("tokens_input", "coalesce({0}.tokens_input, 0)"),
        ("tokens_output", "coalesce({0}.tokens_output, 0)"),
        ("cost_usd", "coalesce({0}.cost_usd, 0)"),
        ("cost_unknown", "CASE WHEN {0}.cost_usd IS NULL THEN 1 ELSE 0 END"),
        ("cost_at_least", "CASE WHEN {0}.cost_kind = 'at_least' THEN 1 ELSE 0 END"),
        ("cost_estimated", "CASE WHEN {0}.cost_kind = 'estimated' THEN 1 ELSE 0 END"),
    ];

    /// <summary>Gets the kinds of names and the column that each is read from. Only skills have latency buckets.</summary>
    public static IReadOnlyList<(string Kind, string Column)> Kinds { get; } = [("skill", "skill_name"), ("tenant", "tenant_id"), ("model", "model_id")];

    /// <summary>Returns what one execution adds, in the order of <see cref="Sums"/>.</summary>
    /// <param name="row">The execution's row.</param>
    public static IEnumerable<string> AddsOf(string row) => Sums.Select(s => s.Adds.Replace("{0}", row, StringComparison.Ordinal));

    /// <summary>Returns the statement that adds sums to the table; a row that is there grows.</summary>
    /// <param name="table">The table, with its schema.</param>
    /// <param name="source">A SELECT of the key's columns and the sums, or VALUES of them.</param>
    public static string Upsert(string table, string source) =>
        $"""
        INSERT INTO {table} ({Key}, {string.Join(", ", Sums.Select(static s => s.Name))})
        {source}
        ON CONFLICT ({Key}) DO UPDATE SET {string.Join(", ", Sums.Select(static s => $"{s.Name} = {Table}.{s.Name} + excluded.{s.Name}"))}
        """;
}
