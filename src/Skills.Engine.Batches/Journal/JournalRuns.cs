using Skills.Engine.Batches.Storage;

namespace Skills.Engine.Batches.Journal;

/// <summary>Statements on the records of runs.</summary>
internal static class JournalRuns
{
    public static bool Create(JournalTransaction transaction, BatchRun run) => transaction.Execute(
        $"INSERT INTO batch_runs ({StoreRows.RunColumns}, budget, item_cap, max_attempts) VALUES ($run, $skill, $version, $hash, $options, $created, $state, 0, NULL, $budget, $cap, $attempts) ON CONFLICT DO NOTHING",
        ("$run", run.Id), ("$skill", run.Skill), ("$version", run.SkillVersion), ("$hash", run.SkillHash), ("$options", BatchJson.Text(run.Options)),
        ("$created", run.CreatedAt.ToUnixTimeMilliseconds()), ("$state", (int)run.State), ("$budget", Budget(run.Options)), ("$cap", Money.Of(run.Options.MaxItemCostUsd)), ("$attempts", run.Options.MaxAttempts)) == 1;

    public static BatchRun? Find(JournalTransaction transaction, string run) =>
        transaction.Query($"SELECT {StoreRows.RunColumns} FROM batch_runs WHERE run = $run", StoreRows.Run, ("$run", run)).FirstOrDefault();

    public static IReadOnlyList<BatchRun> List(JournalTransaction transaction, int most) =>
        transaction.Query($"SELECT {StoreRows.RunColumns} FROM batch_runs ORDER BY created_at DESC, run DESC LIMIT $most", StoreRows.Run, ("$most", most));

    public static void Change(JournalTransaction transaction, string run, BatchRunOptions options) => transaction.Execute(
        "UPDATE batch_runs SET options = $options, budget = $budget, item_cap = $cap, max_attempts = $attempts WHERE run = $run",
        ("$options", BatchJson.Text(options)), ("$budget", Budget(options)), ("$cap", Money.Of(options.MaxItemCostUsd)), ("$attempts", options.MaxAttempts), ("$run", run));

    public static bool Move(JournalTransaction transaction, string run, IReadOnlyList<BatchRunState> from, BatchMove to) => transaction.Execute(
        $"UPDATE batch_runs SET state = $state, stop_reason = $reason, stop_message = $message WHERE run = $run AND state IN ({string.Join(',', from.Select(static s => (int)s))})",
        ("$state", (int)to.State), ("$reason", (int)to.Reason), ("$message", to.Message), ("$run", run)) == 1;

    /// <summary>Cancels a run that is not running; false when there is none.</summary>
    /// <exception cref="BatchException">It is running.</exception>
    public static bool Retire(JournalTransaction transaction, string run) =>
        Move(transaction, run, [BatchRunState.Paused, BatchRunState.Stopped, BatchRunState.Canceled, BatchRunState.Completed], new(BatchRunState.Canceled))
        || (Find(transaction, run) is null ? false : throw DeletedRun.Running(run));

    /// <summary>Deletes some items, or else the record. Returns true when the record is gone.</summary>
    public static bool Delete(JournalTransaction transaction, string run, int most)
    {
        if (transaction.Execute("DELETE FROM batch_items WHERE run = $run AND row IN (SELECT row FROM batch_items WHERE run = $run ORDER BY row LIMIT $most)", ("$run", run), ("$most", most)) > 0)
        {
            return false;
        }

        transaction.Execute("DELETE FROM batch_vendor_batches WHERE run = $run", ("$run", run));
        transaction.Execute("DELETE FROM batch_runs WHERE run = $run", ("$run", run));
        return true;
    }

    public static SourcePosition Position(JournalTransaction transaction, string run) => transaction.Query(
        $"SELECT {StoreRows.PositionColumns} FROM batch_runs WHERE run = $run", StoreRows.Position, ("$run", run)).Single();

    /// <summary>Moves the position; false when it was moved before.</summary>
    public static bool MovePosition(JournalTransaction transaction, string run, SourcePosition before, SourcePosition after, int added) => transaction.Execute(
        "UPDATE batch_runs SET read = $read, mark = $mark, source_done = $done, pending = pending + $added WHERE run = $run AND read = $before AND source_done = 0",
        ("$read", after.Read), ("$mark", after.Mark), ("$done", after.IsDone), ("$added", added), ("$run", run), ("$before", before.Read)) == 1;

    public static BatchProgress? Count(JournalTransaction transaction, string run, DateTimeOffset now)
    {
        if (Find(transaction, run) is not { } record)
        {
            return null;
        }

        var failures = transaction.Query("SELECT code, COUNT(*) FROM batch_items WHERE run = $run AND state = 3 GROUP BY code", StoreRows.Failure, ("$run", run));
        return transaction.Query($"SELECT {StoreRows.CountColumns} FROM batch_runs WHERE run = $run", r => StoreRows.Progress(r, record, failures, now), ("$run", run)).Single();
    }

    private static long? Budget(BatchRunOptions options) => options.BudgetUsd is { } usd ? Money.Of(usd) : null;
}
