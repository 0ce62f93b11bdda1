using System.Globalization;
using Npgsql;
using Skills.Engine.ExecutionLogs.Postgres;

namespace Skills.Engine.ExecutionLogs.Tests;

public sealed class PostgresExecutionLogTests(PostgresServer server) : IClassFixture<PostgresServer>
{
    private readonly string _schema = "s" + Guid.NewGuid().ToString("n")[..12];

    private string Table => $"{_schema}.skill_executions";

    [Fact]
    public async Task AnExecutionBecomesARowWithEveryField()
    {
        await using var log = Log();
        await log.WriteAsync(Some.Record(), TestContext.Current.CancellationToken);

        foreach (var (column, expected) in Some.Expected)
        {
            Assert.Equal(expected, await QueryAsync($"SELECT {column} FROM {Table}"));
        }

        Assert.Equal("Ada", await QueryAsync($"SELECT inputs ->> 'name' FROM {Table}"));
        Assert.Equal("10.25", await QueryAsync($"SELECT step_timings ->> 'invoke_model' FROM {Table}"));
        Assert.Equal("1", await QueryAsync($"SELECT count(*) FROM {Table} WHERE executed_at = '2026-01-02T03:04:05.678Z' AND NOT validation_passed"));
        Assert.Equal("t1", await QueryAsync($"SELECT tenant_id FROM {Table}"));
    }

    [Fact]
    public async Task WritingTheSameExecutionTwiceKeepsOne()
    {
        await using var log = Log();

        await log.WriteBatchAsync([Some.Record("a"), Some.Record("b")], TestContext.Current.CancellationToken);
        await log.WriteBatchAsync([Some.Record("b"), Some.Record("c")], TestContext.Current.CancellationToken);

        Assert.Equal("3", await QueryAsync($"SELECT count(*) FROM {Table}"));
    }

    [Fact]
    public async Task FeedbackIsKeptBesideTheExecutions()
    {
        await using var log = Log();
        var feedback = new SkillFeedback { ExecutionId = "0001", Rating = 0.75, Comment = "Good\0.", UserId = "u1" };

        await log.WriteFeedbackAsync(feedback, TestContext.Current.CancellationToken);
        await log.WriteFeedbackAsync(feedback, TestContext.Current.CancellationToken);

        Assert.Equal("0001 u1 0.75 Good\uFFFD.", await QueryAsync($"SELECT string_agg(execution_id || ' ' || user_id || ' ' || rating || ' ' || comment, ',') FROM {_schema}.skill_feedback"));
    }

    [Fact]
    public async Task AnOlderTableGetsTheColumnsItLacks()
    {
        server.Require();
        await QueryAsync($"CREATE SCHEMA {_schema}");
        await QueryAsync($"CREATE TABLE {Table} (id text PRIMARY KEY, skill_id text, of_the_host text)");
        await QueryAsync($"INSERT INTO {Table} VALUES ('old', 'greeter', 'kept')");

        await using var log = Log();
        await log.WriteAsync(Some.Record(), TestContext.Current.CancellationToken);

        Assert.Equal("kept", await QueryAsync($"SELECT of_the_host FROM {Table} WHERE id = 'old'"));
        Assert.Equal("m-1", await QueryAsync($"SELECT model_id FROM {Table} WHERE id = '0001'"));
    }

    [Fact]
    public async Task ManyProcessesMayStartAtOnce()
    {
        server.Require();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(async i =>
        {
            await using var log = Log();
            await log.WriteAsync(Some.Record($"{i}"), TestContext.Current.CancellationToken);
        }));

        Assert.Equal("8", await QueryAsync($"SELECT count(*) FROM {Table}"));
    }

    [Fact]
    public async Task AUserWhoMayOnlyInsertWillDoOnceTheTableIsThere()
    {
        await using (var owner = Log())
        {
            await owner.WriteAsync(Some.Record("1"), TestContext.Current.CancellationToken);
        }

        await QueryAsync($"CREATE ROLE w_{_schema} LOGIN; GRANT USAGE ON SCHEMA {_schema} TO w_{_schema}; GRANT INSERT, SELECT ON {Table} TO w_{_schema}");
        await using var log = new PostgresExecutionLog(server.ConnectionString.Replace("Username=postgres", $"Username=w_{_schema}", StringComparison.Ordinal), new() { Schema = _schema }, TimeProvider.System);
        await log.WriteAsync(Some.Record("2"), TestContext.Current.CancellationToken);

        Assert.Equal("2", await QueryAsync($"SELECT count(*) FROM {Table}"));
    }

    [Theory]
    [InlineData("""{"name":"\u0000"}""", "\uFFFD")]
    [InlineData("""{"name":"\\u0000"}""", "\\u0000")]
    [InlineData("""{"name":"\ud83d\ude00"}""", "😀")]
    [InlineData("""{"name":"a\"b\\"}""", "a\"b\\")]
    public async Task TextTheServerRefusesIsReplaced(string inputs, string expected)
    {
        await using var log = Log();

        await log.WriteAsync(Some.Record(inputs: inputs, reply: "nul \0, half \ud83d."), TestContext.Current.CancellationToken);

        Assert.Equal(expected, await QueryAsync($"SELECT inputs ->> 'name' FROM {Table}"));
        Assert.Equal("nul \uFFFD, half \uFFFD.", await QueryAsync($"SELECT raw_output FROM {Table}"));
    }

    [Fact]
    public async Task AValueTheServerCannotTakeCostsItsOwnContentOnly()
    {
        await using var log = Log();

        await log.WriteBatchAsync(
            [Some.Record("good"), Some.Record("huge", """{"n":1e999999999}"""), Some.Record("after")],
            TestContext.Current.CancellationToken);

        Assert.Equal("after,good,huge", await QueryAsync($"SELECT string_agg(id, ',' ORDER BY id) FROM {Table}"));
        Assert.Equal("good", await QueryAsync($"SELECT min(id) FROM {Table} WHERE id <> 'after' AND inputs IS NOT NULL"));
    }

    [Fact]
    public async Task WhatIsTooOldIsDeleted()
    {
        await using var log = Log(new() { KeepFor = TimeSpan.FromDays(30) });
        var now = TimeProvider.System.GetUtcNow();

        await log.WriteBatchAsync([Some.Record("old", at: now.AddDays(-31)), Some.Record("new", at: now.AddDays(-29))], TestContext.Current.CancellationToken);

        Assert.Equal("new", await QueryAsync($"SELECT string_agg(id, ',') FROM {Table}"));
    }

    /// <summary>Exactly at the limit an execution is kept, and so are the sums of its day. An hour after a deletion the next one is due.</summary>
    [Fact]
    public async Task WhatIsExactlyAsOldAsAllowedIsKeptAndTheNextDeletionIsDueAfterAnHour()
    {
        server.Require();
        var clock = new TestClock();
        await using var log = new PostgresExecutionLog(server.ConnectionString, new() { Schema = _schema, KeepFor = TimeSpan.FromDays(30) }, clock);
        var limit = clock.GetUtcNow().AddDays(-30);

        await log.WriteBatchAsync([Some.Record("old", at: limit.AddMilliseconds(-1)), Some.Record("limit", at: limit), Some.Record("yesterday", at: limit.AddDays(-1))], TestContext.Current.CancellationToken);

        Assert.Equal("limit", await QueryAsync($"SELECT string_agg(id, ',') FROM {Table}"));
        Assert.Equal(limit.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture), await QueryAsync($"SELECT string_agg(DISTINCT day::text, ',') FROM {_schema}.skill_execution_totals"));

        clock.Advance(TimeSpan.FromHours(1) - TimeSpan.FromTicks(1));
        await log.WriteAsync(Some.Record("new", at: clock.GetUtcNow()), TestContext.Current.CancellationToken);
        Assert.Equal("limit,new", await QueryAsync($"SELECT string_agg(id, ',' ORDER BY id) FROM {Table}"));

        clock.Advance(TimeSpan.FromTicks(1));
        await log.WriteAsync(Some.Record("newer", at: clock.GetUtcNow()), TestContext.Current.CancellationToken);
        Assert.Equal("new,newer", await QueryAsync($"SELECT string_agg(id, ',' ORDER BY id) FROM {Table}"));
    }

    [Fact]
    public async Task FeedbackOfTwoUsersAtOneTimeIsKeptForBoth()
    {
        await using var log = Log();
        var feedback = new SkillFeedback { ExecutionId = "0001", Rating = 1, UserId = "u1", RecordedAt = DateTimeOffset.UnixEpoch };

        await log.WriteFeedbackAsync(feedback, TestContext.Current.CancellationToken);
        await log.WriteFeedbackAsync(feedback with { UserId = "u2", Rating = 0 }, TestContext.Current.CancellationToken);

        Assert.Equal("u1,u2", await QueryAsync($"SELECT string_agg(user_id, ',' ORDER BY user_id) FROM {_schema}.skill_feedback"));
    }

    [Theory]
    [InlineData("Robert'); DROP TABLE x; --")]
    [InlineData("")]
    [InlineData("1st")]
    public void ASchemaNameThatIsNoneIsRefused(string schema) =>
        Assert.Throws<ArgumentException>(() => new PostgresExecutionLog("Host=x", new() { Schema = schema }, TimeProvider.System));

    private PostgresExecutionLog Log(PostgresExecutionLogOptions? options = null)
    {
        server.Require();
        options ??= new();
        options.Schema = _schema;
        return new(server.ConnectionString, options, TimeProvider.System);
    }

    private async Task<string?> QueryAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(server.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return Convert.ToString(await command.ExecuteScalarAsync(), CultureInfo.InvariantCulture);
    }
}
