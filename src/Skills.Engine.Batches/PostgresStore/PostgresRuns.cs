using Skills.Engine.Batches.Storage;

namespace Skills.Engine.Batches.PostgresStore;

/// <summary>Statements on the records of runs.</summary>
internal static class PostgresRuns
{
    private const int RowsAtATime = 10_000;

    // A budget that is not set is stored as -1, then as NULL, since a null parameter would need its type.
    public static async Task<bool> CreateAsync(PostgresSession session, BatchRun run, CancellationToken cancellationToken) => await session.ExecuteAsync(
        "INSERT INTO skill_batch_runs (run, skill, skill_version, skill_hash, options, created_at, state, budget, item_cap) VALUES ($1, $2, $3, $4, $5, $6, $7, NULLIF($8, -1), $9) ON CONFLICT DO NOTHING",
        cancellationToken,
        run.Id, run.Skill, run.SkillVersion, run.SkillHash, BatchJson.Text(run.Options), run.CreatedAt.ToUnixTimeMilliseconds(), (int)run.State, Budget(run.Options), Money.Of(run.Options.MaxItemCostUsd)).ConfigureAwait(false) == 1;

    public static async Task<BatchRun?> FindAsync(PostgresSession session, string run, CancellationToken cancellationToken) =>
        (await session.QueryAsync($"SELECT {StoreRows.RunColumns} FROM skill_batch_runs WHERE run = $1", StoreRows.Run, cancellationToken, run).ConfigureAwait(false)).FirstOrDefault();

    public static Task<List<BatchRun>> ListAsync(PostgresSession session, int most, CancellationToken cancellationToken) =>
        session.QueryAsync($"SELECT {StoreRows.RunColumns} FROM skill_batch_runs ORDER BY created_at DESC, run DESC LIMIT $1", StoreRows.Run, cancellationToken, most);

    public static Task<int> ChangeAsync(PostgresSession session, string run, BatchRunOptions options, CancellationToken cancellationToken) => session.ExecuteAsync(
        "UPDATE skill_batch_runs SET options = $2, budget = NULLIF($3, -1), item_cap = $4 WHERE run = $1", cancellationToken, run, BatchJson.Text(options), Budget(options), Money.Of(options.MaxItemCostUsd));

    public static async Task<bool> MoveAsync(PostgresSession session, string run, IReadOnlyList<BatchRunState> from, BatchMove to, CancellationToken cancellationToken) => await session.ExecuteAsync(
        "UPDATE skill_batch_runs SET state = $2, stop_reason = $3, stop_message = $4 WHERE run = $1 AND state = ANY($5)", cancellationToken,
        run, (int)to.State, (int)to.Reason, to.Message, from.Select(static s => (int)s).ToArray()).ConfigureAwait(false) == 1;

    public static async Task<bool> RetireAsync(PostgresSession session, string run, CancellationToken cancellationToken)
    {
        var retired = await session.ExecuteAsync(
            """
            UPDATE skill_batch_runs SET state = $2 WHERE run = $1 AND state <> $3
                AND NOT EXISTS (SELECT FROM skill_batch_items WHERE run = $1 AND state = 1 AND lease_until >= now())
            """,
            cancellationToken, run, (int)BatchRunState.Canceled, (int)BatchRunState.Running).ConfigureAwait(false);
        return (retired, retired == 1 ? null : await FindAsync(session, run, cancellationToken).ConfigureAwait(false)) switch
        {
            (1, _) => true,
            (_, null) => false,
            (_, { State: BatchRunState.Running }) => throw DeletedRun.Running(run),
            _ => throw DeletedRun.UnderWay(run),
        };
    }

    public static async Task<int> DeleteAsync(PostgresSession session, string run, CancellationToken cancellationToken)
    {
        while (await session.ExecuteAsync(
            "DELETE FROM skill_batch_items WHERE run = $1 AND row IN (SELECT row FROM skill_batch_items WHERE run = $1 ORDER BY row LIMIT $2)", cancellationToken, run, RowsAtATime).ConfigureAwait(false) > 0)
        {
            // One statement for all of them would hold its locks too long.
        }

        // The record goes last, so that a call that broke off is repeated.
        return await session.ExecuteAsync(
            "WITH batches AS (DELETE FROM skill_batch_vendor_batches WHERE run = $1) DELETE FROM skill_batch_runs WHERE run = $1", cancellationToken, run).ConfigureAwait(false);
    }

    public static async Task<SourcePosition> PositionAsync(PostgresSession session, string run, CancellationToken cancellationToken)
    {
        var rows = await session.QueryAsync(
            $"SELECT {StoreRows.PositionColumns} FROM skill_batch_runs WHERE run = $1", StoreRows.Position, cancellationToken, run).ConfigureAwait(false);
        return rows.FirstOrDefault() ?? throw new BatchException($"There is no run '{run}' in the database. It was deleted. Start it again.");
    }

    public static async Task<BatchProgress?> CountAsync(PostgresSession session, string run, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (await FindAsync(session, run, cancellationToken).ConfigureAwait(false) is not { } record)
        {
            return null;
        }

        var failures = await session.QueryAsync("SELECT code, count(*) FROM skill_batch_items WHERE run = $1 AND state = 3 GROUP BY code", StoreRows.Failure, cancellationToken, run).ConfigureAwait(false);
        var workers = await session.QueryAsync(
            "SELECT worker, count(*), GREATEST(interval '0', now() - min(claimed_at)) FROM skill_batch_items WHERE run = $1 AND state = 1 GROUP BY worker ORDER BY worker COLLATE \"C\"",
            static r => new BatchWorkerLag(r.GetString(0), r.GetInt64(1), r.IsDBNull(2) ? TimeSpan.Zero : r.GetTimeSpan(2)), cancellationToken, run).ConfigureAwait(false);
        var counts = await session.QueryAsync(
            $"SELECT {StoreRows.CountColumns} FROM skill_batch_runs WHERE run = $1", r => StoreRows.Progress(r, record, failures, now) with { Workers = workers }, cancellationToken, run).ConfigureAwait(false);
        return counts.FirstOrDefault();
    }

    private static long Budget(BatchRunOptions options) => options.BudgetUsd is { } usd ? Money.Of(usd) : -1;
}
