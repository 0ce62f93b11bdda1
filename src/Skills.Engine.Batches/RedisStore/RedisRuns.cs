using System.Globalization;
using Skills.Engine.Batches.Storage;
using StackExchange.Redis;

namespace Skills.Engine.Batches.RedisStore;

/// <summary>Runs as hashes.</summary>
internal static class RedisRuns
{
    public static RedisValue[] Fields(BatchRun run) =>
    [
        "skill", run.Skill, "skill_version", run.SkillVersion, "skill_hash", run.SkillHash, "created_at", run.CreatedAt.ToUnixTimeMilliseconds(),
        "state", (int)run.State, "stop_reason", 0, "stop_message", "", "read", 0, "mark", "", "source_done", 0, "pending", 0, "in_flight", 0,
        "succeeded", 0, "failed", 0, "repeats", 0, "spent", 0, "spent_kind", 0, "unsure", 0, .. Policy(run.Options),
    ];

    public static RedisValue[] Policy(BatchRunOptions options) =>
        ["options", BatchJson.Text(options), "budget", options.BudgetUsd is { } usd ? Money.Of(usd) : "", "cap", Money.Of(options.MaxItemCostUsd)];

    public static BatchRun Read(string id, Dictionary<string, string> fields) => new()
    {
        Id = id,
        Skill = fields["skill"],
        SkillVersion = fields["skill_version"],
        SkillHash = fields["skill_hash"],
        Options = BatchJson.Options(fields["options"]),
        CreatedAt = DateTimeOffset.FromUnixTimeMilliseconds(Number(fields, "created_at")),
        State = (BatchRunState)Number(fields, "state"),
        StopReason = (BatchStopReason)Number(fields, "stop_reason"),
        StopMessage = fields["stop_message"] is { Length: > 0 } message ? message : null,
    };

    public static BatchProgress Progress(BatchRun run, Dictionary<string, string> fields, DateTimeOffset now)
    {
        var (spent, unsure, inFlight) = (Number(fields, "spent"), Number(fields, "unsure"), Number(fields, "in_flight"));
        return new()
        {
            Run = run,
            Read = Number(fields, "read"),
            IsSourceDone = fields["source_done"] == "1",
            Pending = Number(fields, "pending"),
            InFlight = inFlight,
            Succeeded = Number(fields, "succeeded"),
            Failed = Number(fields, "failed"),
            Repeats = Number(fields, "repeats"),
            Spent = Money.Cost(spent, (CostKind)Number(fields, "spent_kind")),
            CommittedUsd = run.Options.BudgetUsd is null ? null : Money.Usd(spent + unsure + (inFlight * Number(fields, "cap"))),
            AsOf = now,
        };
    }

    public static SourcePosition Position(RedisValue read, RedisValue mark, RedisValue isDone) => new((long)read, (string)mark!, isDone == "1");

    private static long Number(Dictionary<string, string> fields, string name) => long.Parse(fields[name], CultureInfo.InvariantCulture);
}
