using System.Data.Common;

namespace Skills.Engine.Batches.Storage;

/// <summary>Reads the rows that every SQL store has.</summary>
internal static class StoreRows
{
    /// <summary>The columns of <see cref="Run"/>.</summary>
    public const string RunColumns = "run, skill, skill_version, skill_hash, options, created_at, state, stop_reason, stop_message";

    /// <summary>The columns of <see cref="Progress"/>.</summary>
    public const string CountColumns = "read, source_done, pending, in_flight, succeeded, failed, repeats, spent, spent_kind, unsure, item_cap";

    /// <summary>The columns of <see cref="Position"/>.</summary>
    public const string PositionColumns = "read, mark, source_done";

    public static BatchRun Run(DbDataReader row) => new()
    {
        Id = row.GetString(0),
        Skill = row.GetString(1),
        SkillVersion = row.GetString(2),
        SkillHash = row.GetString(3),
        Options = BatchJson.Options(row.GetString(4)),
        CreatedAt = DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(5)),
        State = (BatchRunState)row.GetInt32(6),
        StopReason = (BatchStopReason)row.GetInt32(7),
        StopMessage = Text(row, 8),
    };

    public static SourcePosition Position(DbDataReader row) => new(row.GetInt64(0), row.GetString(1), row.GetBoolean(2));

    public static KeyValuePair<string, long> Failure(DbDataReader row) => KeyValuePair.Create(row.GetString(0), row.GetInt64(1));

    public static BatchProgress Progress(DbDataReader row, BatchRun run, IEnumerable<KeyValuePair<string, long>> failures, DateTimeOffset now) => new()
    {
        Run = run,
        Read = row.GetInt64(0),
        IsSourceDone = row.GetBoolean(1),
        Pending = row.GetInt64(2),
        InFlight = row.GetInt64(3),
        Succeeded = row.GetInt64(4),
        Failed = row.GetInt64(5),
        Repeats = row.GetInt64(6),
        Spent = Money.Cost(row.GetInt64(7), (CostKind)row.GetInt32(8)),
        CommittedUsd = run.Options.BudgetUsd is null ? null : Money.Usd(row.GetInt64(7) + row.GetInt64(9) + (row.GetInt64(3) * row.GetInt64(10))),
        Failures = failures.ToDictionary(StringComparer.Ordinal),
        AsOf = now,
    };

    /// <summary>Reads row, id, inputs, attempts, lost, spent and the kind of spent.</summary>
    public static BatchClaim Claim(DbDataReader row) => new()
    {
        Row = row.GetInt64(0),
        Id = Text(row, 1),
        Inputs = row.GetString(2),
        Attempt = row.GetInt32(3),
        Lost = row.GetInt32(4),
        Spent = row.GetInt64(5),
        SpentKind = (CostKind)row.GetInt32(6),
    };

    public static string? Text(DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);
}
