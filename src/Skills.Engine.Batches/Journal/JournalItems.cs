using Skills.Engine.Batches.Storage;

namespace Skills.Engine.Batches.Journal;

/// <summary>Statements on items. The states are 0 waiting, 1 in flight, 2 succeeded and 3 dead letter.</summary>
internal static class JournalItems
{
    public static void Append(JournalTransaction transaction, string run, IReadOnlyList<QueuedItem> items)
    {
        using var insert = transaction.Command("INSERT INTO batch_items (run, row, id, inputs) VALUES ($run, $row, $id, $inputs) ON CONFLICT DO NOTHING", ("$run", run), ("$row", 0L), ("$id", ""), ("$inputs", ""));
        foreach (var item in items)
        {
            insert.Parameters[1].Value = item.Row;
            insert.Parameters[2].Value = (object?)item.Id ?? DBNull.Value;
            insert.Parameters[3].Value = item.Inputs;
            insert.ExecuteNonQuery();
        }
    }

    public static BatchClaims Claim(JournalTransaction transaction, string run, int most, DateTimeOffset now)
    {
        var (state, pending, inFlight, done, room) = transaction.Query(
            "SELECT state, pending, in_flight, source_done, CASE WHEN budget IS NULL OR item_cap = 0 THEN NULL ELSE MAX(0, (budget - spent - unsure - in_flight * item_cap) / item_cap) END FROM batch_runs WHERE run = $run",
            static r => ((BatchRunState)r.GetInt32(0), r.GetInt64(1), r.GetInt64(2), r.GetBoolean(3), r.IsDBNull(4) ? (long?)null : r.GetInt64(4)),
            ("$run", run)).Single();
        var take = state == BatchRunState.Running ? Math.Min(most, room ?? most) : 0;
        var claims = take > 0 && pending > 0 ? Take(transaction, run, take, now) : [];
        return new(state, claims, done && pending == 0 && inFlight == 0, state == BatchRunState.Running && room == 0 && inFlight == 0 && pending > 0);
    }

    public static void Release(JournalTransaction transaction, string run, IEnumerable<BatchClaim> claims)
    {
        using var update = transaction.Command("UPDATE batch_items SET state = 0, attempts = attempts - 1 WHERE run = $run AND row = $row AND state = 1", ("$run", run), ("$row", 0L));
        var released = 0;
        foreach (var claim in claims)
        {
            update.Parameters[1].Value = claim.Row;
            released += update.ExecuteNonQuery();
        }

        transaction.Execute("UPDATE batch_runs SET pending = pending + $n, in_flight = in_flight - $n WHERE run = $run", ("$n", released), ("$run", run));
    }

    public static IReadOnlyList<BatchItemResult> Results(JournalTransaction transaction, string run, bool deadOnly, long after, int most) => transaction.Query(
        $"SELECT result FROM batch_items WHERE run = $run AND row > $after AND state {(deadOnly ? "= 3" : "IN (2, 3)")} ORDER BY row LIMIT $most",
        static r => BatchJson.Result(r.GetString(0)),
        ("$run", run), ("$after", after), ("$most", most));

    public static long Redrive(JournalTransaction transaction, string run, IReadOnlyList<long>? rows)
    {
        var redriven = 0;
        if (rows is null)
        {
            redriven = transaction.Execute("UPDATE batch_items SET state = 0, attempts = 0, not_before = 0, result = NULL, code = NULL WHERE run = $run AND state = 3", ("$run", run));
        }
        else
        {
            using var update = transaction.Command("UPDATE batch_items SET state = 0, attempts = 0, not_before = 0, result = NULL, code = NULL WHERE run = $run AND row = $row AND state = 3", ("$run", run), ("$row", 0L));
            foreach (var row in rows)
            {
                update.Parameters[1].Value = row;
                redriven += update.ExecuteNonQuery();
            }
        }

        transaction.Execute("UPDATE batch_runs SET pending = pending + $n, failed = failed - $n WHERE run = $run", ("$n", redriven), ("$run", run));
        return redriven;
    }

    private static List<BatchClaim> Take(JournalTransaction transaction, string run, long most, DateTimeOffset now)
    {
        var claims = transaction.Query(
            """
            UPDATE batch_items SET state = 1, attempts = attempts + 1
            WHERE run = $run AND row IN (SELECT row FROM batch_items WHERE run = $run AND state = 0 AND not_before <= $now ORDER BY row LIMIT $most)
            RETURNING row, id, inputs, attempts, lost, spent, spent_kind
            """,
            StoreRows.Claim,
            ("$run", run), ("$now", now.ToUnixTimeMilliseconds()), ("$most", most));
        transaction.Execute("UPDATE batch_runs SET pending = pending - $n, in_flight = in_flight + $n WHERE run = $run", ("$n", claims.Count), ("$run", run));
        claims.Sort(static (a, b) => a.Row.CompareTo(b.Row));
        return claims;
    }
}
