using Microsoft.Data.Sqlite;
using Skills.Engine.Batches.Storage;

namespace Skills.Engine.Batches.Journal;

/// <summary>Statements on the records of runs.</summary>
internal static class JournalRuns
{
    private const string Columns = "run, skill, skill_version, skill_hash, options, created_at, state, stop_reason, stop_message";

    public static bool Create(JournalTransaction transaction, BatchRun run) => transaction.Execute(
        $"INSERT INTO batch_runs ({Columns}, budget, item_cap, max_attempts) VALUES ($run, $skill, $version, $hash, $options, $created, $state, 0, NULL, $budget, $cap, $attempts) ON CONFLICT DO NOTHING",
        ("$run", run.Id), ("$skill", run.Skill), ("$version", run.SkillVersion), ("$hash", run.SkillHash), ("$options", BatchJson.Text(run.Options)),
        ("$created", run.CreatedAt.ToUnixTimeMilliseconds()), ("$state", (int)run.State), ("$budget", Budget(run.Options)), ("$cap", Money.Of(run.Options.MaxItemCostUsd)), ("$attempts", run.Options.MaxAttempts)) == 1;

    public static BatchRun? Find(JournalTransaction transaction, string run) =>
        transaction.Query($"SELECT {Columns} FROM batch_runs WHERE run = $run", Read, ("$run", run)).FirstOrDefault();

    public static IReadOnlyList<BatchRun> List(JournalTransaction transaction, int most) =>
        transaction.Query($"SELECT {Columns} FROM batch_runs ORDER BY created_at DESC, run DESC LIMIT $most", Read, ("$most", most));

    public static void Change(JournalTransaction transaction, string run, BatchRunOptions options) => transaction.Execute(
        "UPDATE batch_runs SET options = $options, budget = $budget, item_cap = $cap, max_attempts = $attempts WHERE run = $run",
        ("$options", BatchJson.Text(options)), ("$budget", Budget(options)), ("$cap", Money.Of(options.MaxItemCostUsd)), ("$attempts", options.MaxAttempts), ("$run", run));

    public static bool Move(JournalTransaction transaction, string run, IReadOnlyList<BatchRunState> from, BatchMove to) => transaction.Execute(
        $"UPDATE batch_runs SET state = $state, stop_reason = $reason, stop_message = $message WHERE run = $run AND state IN ({string.Join(',', from.Select(static s => (int)s))})",
        ("$state", (int)to.State), ("$reason", (int)to.Reason), ("$message", to.Message), ("$run", run)) == 1;

    public static SourcePosition Position(JournalTransaction transaction, string run) => transaction.Query(
        "SELECT read, mark, source_done FROM batch_runs WHERE run = $run",
        static r => new SourcePosition(r.GetInt64(0), r.GetString(1), r.GetBoolean(2)),
        ("$run", run)).Single();

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

        var failures = transaction.Query(
            "SELECT code, COUNT(*) FROM batch_items WHERE run = $run AND state = 3 GROUP BY code",
            static r => KeyValuePair.Create(r.GetString(0), r.GetInt64(1)),
            ("$run", run));
        return transaction.Query(
            "SELECT read, source_done, pending, in_flight, succeeded, failed, repeats, spent, spent_kind, unsure, item_cap FROM batch_runs WHERE run = $run",
            r => new BatchProgress
            {
                Run = record,
                Read = r.GetInt64(0),
                IsSourceDone = r.GetBoolean(1),
                Pending = r.GetInt64(2),
                InFlight = r.GetInt64(3),
                Succeeded = r.GetInt64(4),
                Failed = r.GetInt64(5),
                Repeats = r.GetInt64(6),
                Spent = Money.Cost(r.GetInt64(7), (CostKind)r.GetInt32(8)),
                CommittedUsd = record.Options.BudgetUsd is null ? null : Money.Usd(r.GetInt64(7) + r.GetInt64(9) + (r.GetInt64(3) * r.GetInt64(10))),
                Failures = failures.ToDictionary(StringComparer.Ordinal),
                AsOf = now,
            },
            ("$run", run)).Single();
    }

    private static long? Budget(BatchRunOptions options) => options.BudgetUsd is { } usd ? Money.Of(usd) : null;

    private static BatchRun Read(SqliteDataReader row) => new()
    {
        Id = row.GetString(0),
        Skill = row.GetString(1),
        SkillVersion = row.GetString(2),
        SkillHash = row.GetString(3),
        Options = BatchJson.Options(row.GetString(4)),
        CreatedAt = DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(5)),
        State = (BatchRunState)row.GetInt32(6),
        StopReason = (BatchStopReason)row.GetInt32(7),
        StopMessage = row.IsDBNull(8) ? null : row.GetString(8),
    };
}
