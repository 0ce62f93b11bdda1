using Skills.Engine.Batches.Storage;

namespace Skills.Engine.Batches.PostgresStore;

/// <summary>Statements on items. The states are 0 waiting, 1 in flight, 2 succeeded and 3 dead letter.</summary>
internal static class PostgresItems
{
    // Text in PostgreSQL has no U+0000. In JSON it is escaped, so only ids can have it.
    private const char Nul = '\0';

    public static async Task<SourcePosition> AppendAsync(PostgresSession session, string run, SourcePosition before, IReadOnlyList<QueuedItem> items, SourcePosition after, CancellationToken cancellationToken)
    {
        var moved = await session.ExecuteAsync(
            "UPDATE skill_batch_runs SET read = $2, mark = $3, source_done = $4, pending = pending + $5 WHERE run = $1 AND read = $6 AND NOT source_done",
            cancellationToken, run, after.Read, after.Mark, after.IsDone, (long)items.Count, before.Read).ConfigureAwait(false);
        if (moved == 1 && items.Count > 0)
        {
            await session.ExecuteAsync(
                "INSERT INTO skill_batch_items (run, row, id, inputs) SELECT $1, * FROM unnest($2, $3, $4)",
                cancellationToken, run, items.Select(static i => i.Row).ToArray(), items.Select(static i => i.Id?.Replace(Nul, '\uFFFD')).ToArray(), items.Select(static i => i.Inputs).ToArray()).ConfigureAwait(false);
        }

        return await PostgresRuns.PositionAsync(session, run, cancellationToken).ConfigureAwait(false);
    }

    public static async Task<BatchClaims> ClaimAsync(PostgresSession session, string run, string worker, int most, TimeSpan lease, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await ExpireAsync(session, run, cancellationToken).ConfigureAwait(false);

        // With a budget the claims of all workers take turns, so that no two reserve the same money.
        var runs = await session.QueryAsync(
            """
            SELECT state, pending, in_flight, source_done, CASE WHEN budget IS NULL OR item_cap = 0 THEN -1 ELSE GREATEST(0, (budget - spent - unsure - in_flight * item_cap) / item_cap) END
            FROM skill_batch_runs WHERE run = $1 FOR UPDATE
            """,
            static r => (State: (BatchRunState)r.GetInt32(0), Pending: r.GetInt64(1), InFlight: r.GetInt64(2), IsDone: r.GetBoolean(3), Room: r.GetInt64(4)), cancellationToken, run).ConfigureAwait(false);
        if (runs is not [var counts])
        {
            throw new BatchException($"There is no run '{run}' in the database. It was deleted. Start it again.");
        }

        var take = counts.State != BatchRunState.Running ? 0 : counts.Room < 0 ? most : Math.Min(most, counts.Room);
        var claims = take > 0 && counts.Pending > 0 ? await TakeAsync(session, run, worker, take, lease, now, cancellationToken).ConfigureAwait(false) : [];
        return new(
            counts.State,
            claims,
            counts is { IsDone: true, Pending: 0, InFlight: 0 },
            counts is { State: BatchRunState.Running, Room: 0, InFlight: 0, Pending: > 0 });
    }

    public static Task<int> RenewAsync(PostgresSession session, string run, string worker, IReadOnlyList<BatchClaim> claims, TimeSpan lease, CancellationToken cancellationToken) => session.ExecuteAsync(
        "UPDATE skill_batch_items SET lease_until = now() + $4 WHERE run = $1 AND worker = $2 AND row = ANY($3) AND state = 1", cancellationToken, run, worker, Rows(claims), lease);

    public static async Task ReleaseAsync(PostgresSession session, string run, string worker, IReadOnlyList<BatchClaim> claims, CancellationToken cancellationToken)
    {
        var released = await session.ExecuteAsync(
            "UPDATE skill_batch_items SET state = 0, attempts = attempts - 1, worker = NULL WHERE run = $1 AND worker = $2 AND row = ANY($3) AND state = 1", cancellationToken, run, worker, Rows(claims)).ConfigureAwait(false);
        await session.ExecuteAsync("UPDATE skill_batch_runs SET pending = pending + $2, in_flight = in_flight - $2 WHERE run = $1", cancellationToken, run, (long)released).ConfigureAwait(false);
    }

    public static async Task<long> RedriveAsync(PostgresSession session, string run, IReadOnlyList<long>? rows, CancellationToken cancellationToken)
    {
        var redriven = (long)await session.ExecuteAsync(
            "UPDATE skill_batch_items SET state = 0, attempts = 0, not_before = 0, worker = NULL, result = NULL, code = NULL WHERE run = $1 AND state = 3 AND ($2 OR row = ANY($3))",
            cancellationToken, run, rows is null, rows?.ToArray() ?? []).ConfigureAwait(false);
        await session.ExecuteAsync("UPDATE skill_batch_runs SET pending = pending + $2, failed = failed - $2 WHERE run = $1", cancellationToken, run, redriven).ConfigureAwait(false);
        return redriven;
    }

    public static Task<List<BatchItemResult>> ResultsAsync(PostgresSession session, string run, bool deadOnly, long after, int most, CancellationToken cancellationToken) => session.QueryAsync(
        $"SELECT result FROM skill_batch_items WHERE run = $1 AND row > $2 AND state {(deadOnly ? "= 3" : ">= 2")} ORDER BY row LIMIT $3",
        static r => BatchJson.Result(r.GetString(0)), cancellationToken, run, after, most);

    private static long[] Rows(IReadOnlyList<BatchClaim> claims) => [.. claims.Select(static c => c.Row)];

    // Claims of workers that are gone wait again, with one more lost attempt.
    private static async Task ExpireAsync(PostgresSession session, string run, CancellationToken cancellationToken)
    {
        var expired = (long)await session.ExecuteAsync(
            """
            UPDATE skill_batch_items SET state = 0, lost = lost + 1, worker = NULL, spent_kind = GREATEST(spent_kind, 2)
            WHERE run = $1 AND row IN (SELECT row FROM skill_batch_items WHERE run = $1 AND state = 1 AND lease_until < now() LIMIT 1000 FOR UPDATE SKIP LOCKED)
            """, cancellationToken, run).ConfigureAwait(false);
        if (expired > 0)
        {
            await session.ExecuteAsync(
                "UPDATE skill_batch_runs SET in_flight = in_flight - $2, pending = pending + $2, repeats = repeats + $2, unsure = unsure + $2 * item_cap, spent_kind = GREATEST(spent_kind, 2) WHERE run = $1",
                cancellationToken, run, expired).ConfigureAwait(false);
        }
    }

    private static async Task<List<BatchClaim>> TakeAsync(PostgresSession session, string run, string worker, long most, TimeSpan lease, DateTimeOffset now, CancellationToken cancellationToken)
    {
        // Materialized: a join may run a subquery again for each row, and then its limit starts again.
        var claims = await session.QueryAsync(
            """
            WITH due AS MATERIALIZED (SELECT row FROM skill_batch_items WHERE run = $1 AND state = 0 AND not_before <= $4 ORDER BY row LIMIT $5 FOR UPDATE SKIP LOCKED)
            UPDATE skill_batch_items i SET state = 1, attempts = attempts + 1, worker = $2, claimed_at = now(), lease_until = now() + $3
            FROM due WHERE i.run = $1 AND i.row = due.row
            RETURNING i.row, i.id, i.inputs, i.attempts, i.lost, i.spent, i.spent_kind
            """,
            StoreRows.Claim, cancellationToken, run, worker, lease, now.ToUnixTimeMilliseconds(), most).ConfigureAwait(false);
        await session.ExecuteAsync("UPDATE skill_batch_runs SET pending = pending - $2, in_flight = in_flight + $2 WHERE run = $1", cancellationToken, run, (long)claims.Count).ConfigureAwait(false);
        claims.Sort(static (a, b) => a.Row.CompareTo(b.Row));
        return claims;
    }
}
