using Skills.Engine.Batches.Storage;

namespace Skills.Engine.Batches.Journal;

/// <summary>Records the ends of attempts.</summary>
internal static class JournalOutcomes
{
    /// <summary>Records outcomes. Only the first result of an item has an effect.</summary>
    public static void Record(JournalTransaction transaction, string run, IEnumerable<BatchOutcome> outcomes, DateTimeOffset now)
    {
        using var update = transaction.Command(
            """
            UPDATE batch_items SET state = $state, not_before = $before, spent = spent + $spent, spent_kind = MAX(spent_kind, $kind), lost = lost + $lost, code = $code, result = $result,
                inputs = CASE WHEN $state = 2 THEN NULL ELSE inputs END
            WHERE run = $run AND row = $row AND state = 1
            """,
            ("$run", run), ("$row", 0L), ("$state", 0), ("$before", 0L), ("$spent", 0L), ("$kind", 0), ("$code", ""), ("$result", ""), ("$lost", 0));
        var sum = new Sum();
        foreach (var outcome in outcomes)
        {
            update.Parameters[1].Value = outcome.Claim.Row;
            update.Parameters[2].Value = outcome.Kind switch { OutcomeKind.Retry => 0, OutcomeKind.Succeeded => 2, _ => 3 };
            update.Parameters[3].Value = outcome.RetryAfter is { } wait ? (now + wait).ToUnixTimeMilliseconds() : 0;
            update.Parameters[4].Value = outcome.Spent;
            update.Parameters[5].Value = (int)outcome.SpentKind;
            update.Parameters[6].Value = outcome.Kind == OutcomeKind.Dead ? CodeOf(outcome.Result) : DBNull.Value;
            update.Parameters[7].Value = outcome.Kind == OutcomeKind.Retry ? DBNull.Value : BatchJson.Text(outcome.Result);
            update.Parameters[8].Value = outcome.IsLost ? 1 : 0;
            if (update.ExecuteNonQuery() == 1)
            {
                sum.Add(outcome);
            }
        }

        Add(transaction, run, sum);
    }

    /// <summary>Makes the items of a lost process wait again, or dead letters if they were lost too often.</summary>
    public static void Recover(JournalTransaction transaction, string run, DateTimeOffset now)
    {
        var poison = transaction.Query(
            "SELECT i.row, i.id, i.attempts, i.lost, i.spent, i.spent_kind FROM batch_items i JOIN batch_runs r ON r.run = i.run WHERE i.run = $run AND i.state = 1 AND i.attempts >= r.max_attempts",
            static r => (Row: r.GetInt64(0), Id: StoreRows.Text(r, 1), Attempts: r.GetInt32(2), Lost: r.GetInt32(3), Spent: r.GetInt64(4), Kind: (CostKind)r.GetInt32(5)),
            ("$run", run));
        foreach (var item in poison)
        {
            var result = LostItem.Result(item.Row, item.Id, item.Attempts, item.Lost + 1, Money.Cost(item.Spent, (CostKind)Math.Max((int)item.Kind, (int)CostKind.AtLeast)), now);
            transaction.Execute(
                "UPDATE batch_items SET state = 3, lost = lost + 1, spent_kind = MAX(spent_kind, 2), code = $code, result = $result WHERE run = $run AND row = $row",
                ("$code", CodeOf(result)), ("$result", BatchJson.Text(result)), ("$run", run), ("$row", item.Row));
        }

        var waiting = transaction.Execute("UPDATE batch_items SET state = 0, lost = lost + 1, spent_kind = MAX(spent_kind, 2) WHERE run = $run AND state = 1", ("$run", run));
        var lost = waiting + poison.Count;
        transaction.Execute(
            """
            UPDATE batch_runs SET in_flight = in_flight - $lost, pending = pending + $waiting, failed = failed + $dead, repeats = repeats + $lost,
                unsure = unsure + $lost * item_cap, spent_kind = CASE WHEN $lost > 0 THEN MAX(spent_kind, 2) ELSE spent_kind END
            WHERE run = $run
            """,
            ("$lost", lost), ("$waiting", waiting), ("$dead", poison.Count), ("$run", run));
    }

    private static void Add(JournalTransaction transaction, string run, Sum sum) => transaction.Execute(
        """
        UPDATE batch_runs SET in_flight = in_flight - $all, pending = pending + $retries, succeeded = succeeded + $succeeded, failed = failed + $dead,
            spent = spent + $spent, spent_kind = MAX(spent_kind, $kind), unsure = unsure + $unsure, repeats = repeats + $lost
        WHERE run = $run
        """,
        ("$all", sum.All), ("$retries", sum.Retries), ("$succeeded", sum.Succeeded), ("$dead", sum.Dead),
        ("$spent", sum.Spent), ("$kind", (int)sum.Kind), ("$unsure", sum.Unsure), ("$lost", sum.Lost), ("$run", run));

    private static string CodeOf(BatchItemResult result) => result.Errors is [var first, ..] ? first.Code : "execution.failed";

    private sealed class Sum
    {
        public long Succeeded { get; private set; }

        public long Dead { get; private set; }

        public long Retries { get; private set; }

        public long Lost { get; private set; }

        public long Spent { get; private set; }

        public long Unsure { get; private set; }

        public CostKind Kind { get; private set; }

        public long All => Succeeded + Dead + Retries;

        public void Add(BatchOutcome outcome)
        {
            Succeeded += outcome.Kind == OutcomeKind.Succeeded ? 1 : 0;
            Dead += outcome.Kind == OutcomeKind.Dead ? 1 : 0;
            Retries += outcome.Kind == OutcomeKind.Retry ? 1 : 0;
            Lost += outcome.IsLost ? 1 : 0;
            Spent += outcome.Spent;
            Unsure += outcome.Unsure;
            Kind = (CostKind)Math.Max((int)Kind, (int)outcome.SpentKind);
        }
    }
}
