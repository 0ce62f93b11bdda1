using Npgsql;
using Skills.Engine.Batches.Storage;

namespace Skills.Engine.Batches.PostgresStore;

/// <summary>Statements on items. The states are 0 waiting, 1 in flight, 2 succeeded and 3 dead letter.</summary>
internal static class PostgresItems
{
    // Text in PostgreSQL has no U+0000. In JSON it is escaped, so only ids can have it.
    private const char Nul = '\0';

    // With a budget the claims of all workers take turns, so that no two reserve the same money. Items are locked up to a limit that the
    // planner knows: it would read the whole table for an unknown one. Materialized: a join may run a subquery again for each row, and then
    // its limit starts again.
    private const string Claim = """
        WITH budgeted AS MATERIALIZED (SELECT * FROM skill_batch_runs WHERE run = $1 AND budget IS NOT NULL FOR UPDATE),
        counts AS MATERIALIZED (
            SELECT state, pending, in_flight, source_done, CASE WHEN item_cap = 0 THEN -1 ELSE GREATEST(0, (budget - spent - unsure - in_flight * item_cap) / item_cap) END AS room FROM budgeted
            UNION ALL SELECT state, pending, in_flight, source_done, -1 FROM skill_batch_runs WHERE run = $1 AND budget IS NULL
        ), locked AS MATERIALIZED (
            SELECT row FROM skill_batch_items WHERE run = $1 AND state = 0 AND not_before <= (extract(epoch FROM now()) * 1000)::bigint AND EXISTS (SELECT FROM counts WHERE state = 0 AND room <> 0)
            ORDER BY row LIMIT $4 FOR UPDATE SKIP LOCKED
        ), due AS MATERIALIZED (
            SELECT row FROM locked ORDER BY row LIMIT (SELECT CASE WHEN room < 0 THEN $4 ELSE room END FROM counts)
        ), taken AS (
            UPDATE skill_batch_items i SET state = 1, attempts = attempts + 1, worker = $2, claimed_at = now(), lease_until = now() + $3
            FROM due WHERE i.run = $1 AND i.row = due.row
            RETURNING i.row, i.id, i.inputs, i.attempts, i.lost, i.spent, i.spent_kind
        ), sums AS (SELECT count(*) AS n FROM taken), moved AS (
            UPDATE skill_batch_runs SET pending = pending - n, in_flight = in_flight + n FROM sums WHERE run = $1 AND n > 0
        )
        SELECT t.row, t.id, t.inputs, t.attempts, t.lost, t.spent, t.spent_kind, c.state, c.pending, c.in_flight, c.source_done, c.room FROM counts c LEFT JOIN taken t ON true ORDER BY t.row
        """;

    public static async Task<SourcePosition> AppendAsync(PostgresSession session, string run, SourcePosition before, IReadOnlyList<QueuedItem> items, SourcePosition after, CancellationToken cancellationToken)
    {
        await session.ExecuteAsync(
            """
            WITH moved AS (
                UPDATE skill_batch_runs SET read = $2, mark = $3, source_done = $4, pending = pending + $5 WHERE run = $1 AND read = $6 AND NOT source_done RETURNING run
            )
            INSERT INTO skill_batch_items (run, row, id, inputs) SELECT m.run, i.* FROM moved m, unnest($7, $8, $9) i
            """,
            cancellationToken, run, after.Read, after.Mark, after.IsDone, (long)items.Count, before.Read,
            items.Select(static i => i.Row).ToArray(), items.Select(static i => i.Id?.Replace(Nul, '\uFFFD')).ToArray(), items.Select(static i => i.Inputs).ToArray()).ConfigureAwait(false);
        return await PostgresRuns.PositionAsync(session, run, cancellationToken).ConfigureAwait(false);
    }

    // Claims of workers that are gone wait again, with one more lost attempt.
    public static Task<int> ExpireAsync(PostgresSession session, string run, CancellationToken cancellationToken) => session.ExecuteAsync(
        """
        WITH expired AS (
            UPDATE skill_batch_items SET state = 0, lost = lost + 1, worker = NULL, spent_kind = GREATEST(spent_kind, 2)
            WHERE run = $1 AND row IN (SELECT row FROM skill_batch_items WHERE run = $1 AND state = 1 AND lease_until < now() LIMIT 1000 FOR UPDATE SKIP LOCKED)
            RETURNING row
        ), sums AS (SELECT count(*) AS n FROM expired)
        UPDATE skill_batch_runs SET in_flight = in_flight - n, pending = pending + n, repeats = repeats + n, unsure = unsure + n * item_cap, spent_kind = GREATEST(spent_kind, 2)
        FROM sums WHERE run = $1 AND n > 0
        """,
        cancellationToken, run);

    public static async Task<BatchClaims> ClaimAsync(PostgresSession session, string run, string worker, int most, TimeSpan lease, CancellationToken cancellationToken)
    {
        var rows = await session.QueryAsync(Claim, ReadClaim, cancellationToken, run, worker, lease, (long)most).ConfigureAwait(false);
        if (rows is not [var (counts, _), ..])
        {
            throw new BatchException($"There is no run '{run}' in the database. It was deleted. Start it again.");
        }

        return new(
            counts.State,
            [.. rows.Where(static r => r.Claim is not null).Select(static r => r.Claim!)],
            counts is { IsDone: true, Pending: 0, InFlight: 0 },
            counts is { State: BatchRunState.Running, Room: 0, InFlight: 0, Pending: > 0 });
    }

    public static Task<int> RenewAsync(PostgresSession session, string run, string worker, IReadOnlyList<BatchClaim> claims, TimeSpan lease, CancellationToken cancellationToken) => session.ExecuteAsync(
        "UPDATE skill_batch_items SET lease_until = now() + $4 WHERE run = $1 AND worker = $2 AND row = ANY($3) AND state = 1", cancellationToken, run, worker, Rows(claims), lease);

    public static Task<int> ReleaseAsync(PostgresSession session, string run, string worker, IReadOnlyList<BatchClaim> claims, CancellationToken cancellationToken) => session.ExecuteAsync(
        """
        WITH released AS (
            UPDATE skill_batch_items SET state = 0, attempts = attempts - 1, worker = NULL WHERE run = $1 AND worker = $2 AND row = ANY($3) AND state = 1 RETURNING row
        ), sums AS (SELECT count(*) AS n FROM released)
        UPDATE skill_batch_runs SET pending = pending + n, in_flight = in_flight - n FROM sums WHERE run = $1 AND n > 0
        """,
        cancellationToken, run, worker, Rows(claims));

    public static async Task<long> RedriveAsync(PostgresSession session, string run, IReadOnlyList<long>? rows, CancellationToken cancellationToken) => (await session.QueryAsync(
        """
        WITH redriven AS (
            UPDATE skill_batch_items SET state = 0, attempts = 0, not_before = 0, worker = NULL, result = NULL, code = NULL WHERE run = $1 AND state = 3 AND ($2 OR row = ANY($3)) RETURNING row
        ), sums AS (SELECT count(*) AS n FROM redriven), moved AS (
            UPDATE skill_batch_runs SET pending = pending + n, failed = failed - n FROM sums WHERE run = $1 AND n > 0
        )
        SELECT n FROM sums
        """,
        static r => r.GetInt64(0), cancellationToken, run, rows is null, rows?.ToArray() ?? []).ConfigureAwait(false))[0];

    public static Task<List<BatchItemResult>> ResultsAsync(PostgresSession session, string run, bool deadOnly, long after, int most, CancellationToken cancellationToken) => session.QueryAsync(
        $"SELECT result FROM skill_batch_items WHERE run = $1 AND row > $2 AND state {(deadOnly ? "= 3" : ">= 2")} ORDER BY row LIMIT $3",
        static r => BatchJson.Result(r.GetString(0)), cancellationToken, run, after, most);

    private static long[] Rows(IReadOnlyList<BatchClaim> claims) => [.. claims.Select(static c => c.Row)];

    private static (RunCounts Counts, BatchClaim? Claim) ReadClaim(NpgsqlDataReader row) => (
        new((BatchRunState)row.GetInt32(7), row.GetInt64(8), row.GetInt64(9), row.GetBoolean(10), row.GetInt64(11)),
        row.IsDBNull(0) ? null : StoreRows.Claim(row));

    private sealed record RunCounts(BatchRunState State, long Pending, long InFlight, bool IsDone, long Room);
}
