using Skills.Engine.Batches.Storage;

namespace Skills.Engine.Batches.PostgresStore;

/// <summary>Records the ends of attempts in one statement for items and one for counters.</summary>
internal static class PostgresOutcomes
{
    // The first result of a row is kept, also one of a worker that lost its lease. A retry is only taken from the worker that has the item.
    private const string Record = """
        WITH given AS (
            SELECT * FROM unnest($3, $4, $5, $6, $7, $8, $9, $10, $11) AS g(row, kind, spent, spent_kind, unsure, lost, wait, code, result)
        ), before AS (
            SELECT i.row, i.state FROM skill_batch_items i JOIN given g ON g.row = i.row
            WHERE i.run = $1 AND i.state < 2 AND (g.kind < 2 OR (i.state = 1 AND i.worker = $2)) ORDER BY i.row FOR UPDATE OF i
        ), changed AS (
            UPDATE skill_batch_items i SET
                state = CASE g.kind WHEN 0 THEN 2 WHEN 1 THEN 3 ELSE 0 END, not_before = (extract(epoch FROM now()) * 1000)::bigint + g.wait, worker = NULL, lost = i.lost + g.lost,
                spent = i.spent + g.spent, spent_kind = GREATEST(i.spent_kind, g.spent_kind), code = g.code, result = g.result,
                inputs = CASE g.kind WHEN 0 THEN NULL ELSE i.inputs END
            FROM given g JOIN before b ON b.row = g.row WHERE i.run = $1 AND i.row = g.row
            RETURNING g.kind, g.spent, g.spent_kind, g.unsure, g.lost, b.state
        ), sums AS (
            SELECT count(*) FILTER (WHERE state = 0) AS waited, count(*) FILTER (WHERE state = 1) AS ran, count(*) FILTER (WHERE kind = 0) AS succeeded,
                count(*) FILTER (WHERE kind = 1) AS dead, count(*) FILTER (WHERE kind = 2) AS again,
                COALESCE(sum(spent), 0)::bigint AS spent, COALESCE(max(spent_kind), 0) AS kind, COALESCE(sum(unsure), 0)::bigint AS unsure, COALESCE(sum(lost), 0)::bigint AS lost
            FROM changed
        )
        UPDATE skill_batch_runs r SET pending = r.pending - s.waited + s.again, in_flight = r.in_flight - s.ran, succeeded = r.succeeded + s.succeeded, failed = r.failed + s.dead,
            spent = r.spent + s.spent, spent_kind = GREATEST(r.spent_kind, s.kind), unsure = r.unsure + s.unsure, repeats = r.repeats + s.lost
        FROM sums s WHERE r.run = $1
        """;

    public static Task<int> RecordAsync(PostgresSession session, string run, string worker, IReadOnlyList<BatchOutcome> outcomes, CancellationToken cancellationToken)
    {
        // One outcome for a row in one statement: a later one has no effect in any case.
        BatchOutcome[] rows = [.. outcomes.DistinctBy(static o => o.Claim.Row)];
        return session.ExecuteAsync(
            Record, cancellationToken, run, worker,
            Of(rows, static o => o.Claim.Row),
            Of(rows, static o => o.Kind switch { OutcomeKind.Succeeded => 0, OutcomeKind.Dead => 1, _ => 2 }),
            Of(rows, static o => o.Spent),
            Of(rows, static o => (int)o.SpentKind),
            Of(rows, static o => o.Unsure),
            Of(rows, static o => o.IsLost ? 1 : 0),
            Of(rows, static o => (long)(o.RetryAfter?.TotalMilliseconds ?? 0)),
            Of(rows, static o => o.Kind == OutcomeKind.Dead ? CodeOf(o.Result) : null),
            Of(rows, static o => o.Kind == OutcomeKind.Retry ? null : BatchJson.Text(o.Result)));
    }

    private static T[] Of<T>(BatchOutcome[] outcomes, Func<BatchOutcome, T> value) => [.. outcomes.Select(value)];

    private static string CodeOf(BatchItemResult result) => result.Errors is [var first, ..] ? first.Code : "execution.failed";
}
