using Skills.Engine.ExecutionLogs.History;

namespace Skills.Engine.ExecutionLogs.Postgres;

/// <summary>The table of sums and its trigger in PostgreSQL.</summary>
internal static class PostgresTotals
{
    /// <summary>
    /// Returns the statements that create the table, the trigger, and the sums of what is recorded already. The trigger runs with the rights of
    /// its owner, so a user that may only insert executions need not know of the table.
    /// </summary>
    public static string Create(string schema, string executions, string totals) =>
        $"""
        CREATE TABLE {totals} (
            kind text NOT NULL, day date NOT NULL, name text NOT NULL, bucket integer NOT NULL,
            {string.Join(", ", TotalsColumns.Sums.Select(static s => $"{s.Name} {(s.Name == "cost_usd" ? "numeric" : "bigint")} NOT NULL"))},
            PRIMARY KEY ({TotalsColumns.Key}));
        CREATE OR REPLACE FUNCTION "{schema}".{TotalsColumns.Trigger}() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
        BEGIN
        {Upsert(totals, "added")};
        RETURN NULL;
        END $body$;
        CREATE TRIGGER {TotalsColumns.Trigger} AFTER INSERT ON {executions} REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION "{schema}".{TotalsColumns.Trigger}();
        {Upsert(totals, executions)};
        """;

    // In one order, so that two batches that touch the same rows do not wait for each other in a circle.
    private static string Upsert(string totals, string source) => TotalsColumns.Upsert(
        totals,
        $"""
        SELECT k.kind, (e.executed_at AT TIME ZONE 'UTC')::date, k.name, k.bucket, {string.Join(", ", TotalsColumns.AddsOf("e").Select(static a => $"sum({a})"))}
        FROM {source} AS e CROSS JOIN LATERAL (VALUES {string.Join(", ", TotalsColumns.Kinds.Select(static k => $"('{k.Kind}', coalesce(e.{k.Column}, ''), {(k.Kind == "skill" ? Bucket : "0")})"))}) AS k(kind, name, bucket)
        WHERE e.executed_at IS NOT NULL GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4
        """);

    // As LatencyBuckets.Of computes it.
    private const string Bucket = "round(ln(least(greatest(coalesce(e.latency_ms, 0.01), 0.01), 1e12)) / ln(1.1::double precision))::integer";
}
