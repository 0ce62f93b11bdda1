using System.Globalization;
using Microsoft.Data.Sqlite;
using Skills.Engine.ExecutionLogs.Sqlite;

namespace Skills.Engine.ExecutionLogs.Tests;

public sealed class SqliteExecutionLogTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("skills-sqlite-").FullName;

    private string File => Path.Combine(_folder, "logs", "executions.db");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task AnExecutionBecomesARowWithEveryField()
    {
        using (var log = Log())
        {
            await log.WriteAsync(Some.Record(), TestContext.Current.CancellationToken);
        }

        Assert.All(Some.Expected, e => Assert.Equal(e.Value, Query($"SELECT {e.Key} FROM skill_executions")));
        Assert.Equal("""{"name":"Ada"}""", Query("SELECT inputs FROM skill_executions"));
        Assert.Equal("10.25", Query("SELECT step_timings ->> 'invoke_model' FROM skill_executions"));
        Assert.Equal("2026-01-02 03:04:05.678", Query("SELECT executed_at FROM skill_executions"));
        Assert.Equal("0", Query("SELECT validation_passed FROM skill_executions"));
        Assert.Equal("1", Query("SELECT count(*) FROM skill_executions WHERE executed_at > datetime('2026-01-02')"));
    }

    [Fact]
    public async Task WritingTheSameExecutionTwiceKeepsOne()
    {
        using var log = Log();

        await log.WriteBatchAsync([Some.Record("a"), Some.Record("b")], TestContext.Current.CancellationToken);
        await log.WriteBatchAsync([Some.Record("b"), Some.Record("c")], TestContext.Current.CancellationToken);

        Assert.Equal("3", Query("SELECT count(*) FROM skill_executions"));
    }

    [Fact]
    public async Task FeedbackIsKeptBesideTheExecutions()
    {
        using var log = Log();
        var feedback = new SkillFeedback { ExecutionId = "0001", Rating = 0.75, Comment = "Good.", UserId = "u1" };

        await log.WriteFeedbackAsync(feedback, TestContext.Current.CancellationToken);
        await log.WriteFeedbackAsync(feedback, TestContext.Current.CancellationToken);

        Assert.Equal("0001 u1 0.75 Good.", Query("SELECT group_concat(execution_id || ' ' || user_id || ' ' || rating || ' ' || comment) FROM skill_feedback"));
    }

    [Fact]
    public async Task AnOlderTableGetsTheColumnsItLacks()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(File)!);
        Query("CREATE TABLE skill_executions (id TEXT PRIMARY KEY NOT NULL, skill_id TEXT, of_the_host TEXT)");
        Query("INSERT INTO skill_executions VALUES ('old', 'greeter', 'kept')");

        using var log = Log();
        await log.WriteAsync(Some.Record(), TestContext.Current.CancellationToken);

        Assert.Equal("kept", Query("SELECT of_the_host FROM skill_executions WHERE id = 'old'"));
        Assert.Equal("m-1", Query("SELECT model_id FROM skill_executions WHERE id = '0001'"));
    }

    [Fact]
    public async Task WhatIsTooOldIsDeleted()
    {
        using var log = Log(new() { KeepFor = TimeSpan.FromDays(30) });
        var now = TimeProvider.System.GetUtcNow();

        await log.WriteBatchAsync([Some.Record("old", at: now.AddDays(-31)), Some.Record("new", at: now.AddDays(-29))], TestContext.Current.CancellationToken);

        Assert.Equal("new", Query("SELECT group_concat(id) FROM skill_executions"));
    }

    /// <summary>Exactly at the limit an execution is kept, and so are the sums of its day. An hour after a deletion the next one is due.</summary>
    [Fact]
    public async Task WhatIsExactlyAsOldAsAllowedIsKeptAndTheNextDeletionIsDueAfterAnHour()
    {
        var clock = new TestClock();
        using var log = new SqliteExecutionLog(File, new() { KeepFor = TimeSpan.FromDays(30) }, clock);
        var limit = clock.GetUtcNow().AddDays(-30);

        await log.WriteBatchAsync([Some.Record("old", at: limit.AddMilliseconds(-1)), Some.Record("limit", at: limit), Some.Record("yesterday", at: limit.AddDays(-1))], TestContext.Current.CancellationToken);

        Assert.Equal("limit", Query("SELECT group_concat(id) FROM skill_executions"));
        Assert.Equal(limit.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture), Query("SELECT group_concat(DISTINCT day) FROM skill_execution_totals"));

        clock.Advance(TimeSpan.FromHours(1) - TimeSpan.FromTicks(1));
        await log.WriteAsync(Some.Record("new", at: clock.GetUtcNow()), TestContext.Current.CancellationToken);
        Assert.Equal("2", Query("SELECT count(*) FROM skill_executions"));

        clock.Advance(TimeSpan.FromTicks(1));
        await log.WriteAsync(Some.Record("newer", at: clock.GetUtcNow()), TestContext.Current.CancellationToken);
        Assert.Equal("new,newer", Query("SELECT group_concat(id) FROM (SELECT id FROM skill_executions ORDER BY id)"));
    }

    [Fact]
    public async Task FeedbackOfTwoUsersAtOneTimeIsKeptForBoth()
    {
        using var log = Log();
        var feedback = new SkillFeedback { ExecutionId = "0001", Rating = 1, UserId = "u1", RecordedAt = DateTimeOffset.UnixEpoch };

        await log.WriteFeedbackAsync(feedback, TestContext.Current.CancellationToken);
        await log.WriteFeedbackAsync(feedback with { UserId = "u2", Rating = 0 }, TestContext.Current.CancellationToken);

        Assert.Equal("u1,u2", Query("SELECT group_concat(user_id) FROM (SELECT user_id FROM skill_feedback ORDER BY user_id)"));
    }

    [Fact]
    public async Task AfterAFailureTheNextBatchIsWritten()
    {
        using var log = Log(new() { BusyTimeout = TimeSpan.FromSeconds(1) });
        await log.WriteAsync(Some.Record("1"), TestContext.Current.CancellationToken);

        using (var other = new SqliteConnection($"Data Source={File};Pooling=False"))
        {
            other.Open();
            using var hold = other.BeginTransaction(deferred: false);
            using var command = new SqliteCommand("DELETE FROM skill_executions WHERE id = 'nothing'", other, hold) { CommandTimeout = 1 };
            command.ExecuteNonQuery();
            await Assert.ThrowsAsync<SqliteException>(async () => await log.WriteAsync(Some.Record("2"), TestContext.Current.CancellationToken));
        }

        await log.WriteAsync(Some.Record("2"), TestContext.Current.CancellationToken);
        Assert.Equal("2", Query("SELECT count(*) FROM skill_executions"));
    }

    private SqliteExecutionLog Log(SqliteExecutionLogOptions? options = null) => new(File, options ?? new(), TimeProvider.System);

    private string? Query(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={File};Pooling=False");
        connection.Open();
        using var command = new SqliteCommand(sql, connection);
        return Convert.ToString(command.ExecuteScalar(), CultureInfo.InvariantCulture);
    }
}
