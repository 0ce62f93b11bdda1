using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Skills.Engine.ExecutionLogs.Postgres;
using Skills.Engine.ExecutionLogs.Sqlite;

namespace Skills.Engine.ExecutionLogs.Tests;

/// <summary>The history of every log answers alike.</summary>
public sealed class HistoryTests(PostgresServer server) : IClassFixture<PostgresServer>, IDisposable
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 2, 12, 0, 0, TimeSpan.Zero);

    private readonly string _folder = Directory.CreateTempSubdirectory("skills-history-").FullName;
    private readonly string _schema = "h" + Guid.NewGuid().ToString("n")[..12];

    public static TheoryData<string> Logs => ["memory", "sqlite", "postgres"];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [MemberData(nameof(Logs))]
    public async Task PagesGoFromTheLatestToTheOldestWithoutGapsOrRepeats(string kind)
    {
        // Several have the same start, as those of one batch do.
        var history = await HistoryAsync(kind, [.. Enumerable.Range(0, 23).Select(i => Record($"id-{i:00}", at: Noon.AddSeconds(i / 5)))]);

        var ids = new List<string>();
        string? after = null;
        do
        {
            var page = await history.ListAsync(new() { Limit = 4, After = after }, TestContext.Current.CancellationToken);
            ids.AddRange(page.Items.Select(static i => i.Id));
            after = page.Next;
        }
        while (after is not null);

        Assert.Equal(Enumerable.Range(0, 23).Reverse().Select(static i => $"id-{i:00}"), ids);
    }

    /// <summary>A page that is exactly full is the last one when nothing follows it.</summary>
    [Theory]
    [MemberData(nameof(Logs))]
    public async Task APageThatEndsWithTheLastEntryHasNoNextOne(string kind)
    {
        var history = await HistoryAsync(kind, [.. Enumerable.Range(0, 4).Select(i => Record($"id-{i}", at: Noon.AddSeconds(i)))]);

        var page = await history.ListAsync(new() { Limit = 4 }, TestContext.Current.CancellationToken);
        var shorter = await history.ListAsync(new() { Limit = 3 }, TestContext.Current.CancellationToken);

        Assert.Equal((4, null), (page.Items.Count, page.Next));
        Assert.Equal(["id-3", "id-2", "id-1"], shorter.Items.Select(static i => i.Id));
        Assert.Equal(["id-0"], (await history.ListAsync(new() { Limit = 3, After = shorter.Next }, TestContext.Current.CancellationToken)).Items.Select(static i => i.Id));
    }

    [Theory]
    [MemberData(nameof(Logs))]
    public async Task ACursorAndALatestStartAreBothKept(string kind)
    {
        var history = await HistoryAsync(kind, [.. Enumerable.Range(0, 6).Select(i => Record($"id-{i}", at: Noon.AddSeconds(i)))]);
        var first = await history.ListAsync(new() { Limit = 2 }, TestContext.Current.CancellationToken);

        foreach (var (before, ids) in new[] { (2, "id-1 id-0"), (4, "id-3 id-2 id-1 id-0"), (6, "id-3 id-2 id-1 id-0") })
        {
            var page = await history.ListAsync(new() { After = first.Next, Before = Noon.AddSeconds(before) }, TestContext.Current.CancellationToken);
            Assert.Equal(ids, string.Join(' ', page.Items.Select(static i => i.Id)));
        }
    }

    [Theory]
    [MemberData(nameof(Logs))]
    public async Task EachFilterChoosesAndTheyCombine(string kind)
    {
        var history = await HistoryAsync(
            kind,
            Record("a"),
            Record("b", skill: "other"),
            Record("c", status: ExecutionStatus.Success, cacheHit: true),
            Record("d", tenant: "t2", at: Noon.AddHours(-2)),
            Record("e", model: "m_2"));

        await ChoosesAsync(new(), "e", "c", "b", "a", "d");
        await ChoosesAsync(new() { Skill = "other" }, "b");
        await ChoosesAsync(new() { Status = "success" }, "c");
        await ChoosesAsync(new() { CacheHit = true }, "c");
        await ChoosesAsync(new() { CacheHit = false, Skill = "greeter", Tenant = "t1" }, "e", "a");
        await ChoosesAsync(new() { Tenant = "t2" }, "d");
        await ChoosesAsync(new() { Model = "m_2" }, "e");
        await ChoosesAsync(new() { From = Noon }, "e", "c", "b", "a");
        await ChoosesAsync(new() { Before = Noon }, "d");
        await ChoosesAsync(new() { Search = "M_2" }, "e");
        await ChoosesAsync(new() { Search = "m%" });
        await ChoosesAsync(new() { Search = "RULE.REG", Skill = "other" }, "b");
        await ChoosesAsync(new() { Search = "Greet Ada" });
        await ChoosesAsync(new() { Skill = "Ada'; DROP TABLE skill_executions; --" });

        async Task ChoosesAsync(ExecutionFilter filter, params string[] ids)
        {
            var page = await history.ListAsync(filter, TestContext.Current.CancellationToken);
            Assert.Equal(ids, page.Items.Select(static i => i.Id));
            Assert.Null(page.Next);
        }
    }

    [Theory]
    [MemberData(nameof(Logs))]
    public async Task ARunIsReadAsItWasWritten(string kind)
    {
        var history = await HistoryAsync(kind, Some.Record());

        var found = (await history.FindAsync("0001", TestContext.Current.CancellationToken))!.Value;

        Assert.All(Some.Expected, e => Assert.Equal(e.Value, found.GetProperty(e.Key).ToString()));
        Assert.Equal("Ada", found.GetProperty("inputs").GetProperty("name").GetString());
        Assert.Equal(10.25, found.GetProperty("step_timings").GetProperty("invoke_model").GetDouble());
        Assert.Equal(new DateTimeOffset(2026, 1, 2, 3, 4, 5, 678, TimeSpan.Zero), found.GetProperty("executed_at").GetDateTimeOffset());
        Assert.False(found.GetProperty("cache_hit").GetBoolean());
        Assert.Null(await history.FindAsync("0002", TestContext.Current.CancellationToken));
    }

    [Theory]
    [MemberData(nameof(Logs))]
    public async Task SumsCountWholeDaysAndNeverUnderstateMoney(string kind)
    {
        var history = await HistoryAsync(
            kind,
            Record("a", cost: new(0.25m, CostKind.Exact)),
            Record("b", cost: new(0.5m, CostKind.Exact), status: ExecutionStatus.Success, at: Noon.AddHours(11)),
            Record("c", cost: Cost.Unknown, skill: "dark"),
            Record("d", cost: new(1m, CostKind.Exact), skill: "mixed"),
            Record("e", cost: Cost.Unknown, skill: "mixed", tenant: null),
            Record("f", cost: new(1m, CostKind.AtLeast), skill: "low"),
            Record("g", cost: new(1m, CostKind.Estimated), skill: "guess"),
            Record("h", at: Noon.AddDays(1)));

        var totals = (await history.TotalsAsync(ExecutionGrouping.Skill, new(2026, 1, 2), new(2026, 1, 2), TestContext.Current.CancellationToken)).ToDictionary(static t => t.Name);

        Assert.Equal((2, 1, new Cost(0.75m, CostKind.Exact)), (totals["greeter"].Runs, totals["greeter"].Succeeded, totals["greeter"].Cost));
        Assert.Equal(Cost.Unknown, totals["dark"].Cost);
        Assert.Equal((new Cost(1m, CostKind.AtLeast), 1L), (totals["mixed"].Cost, totals["mixed"].UnknownCosts));
        Assert.Equal(CostKind.AtLeast, totals["low"].Cost.Kind);
        Assert.Equal(CostKind.Estimated, totals["guess"].Cost.Kind);

        var days = await history.TotalsAsync(ExecutionGrouping.Day, new(2026, 1, 1), new(2026, 1, 31), TestContext.Current.CancellationToken);
        Assert.Equal([("2026-01-02", 7L), ("2026-01-03", 1L)], days.Select(static d => (d.Name, d.Runs)));
        var tenants = await history.TotalsAsync(ExecutionGrouping.Tenant, new(2026, 1, 1), new(2026, 1, 31), TestContext.Current.CancellationToken);
        Assert.Equal([("t1", 7L), ("", 1L)], tenants.Select(static d => (d.Name, d.Runs)));
    }

    [Theory]
    [MemberData(nameof(Logs))]
    public async Task PercentilesAreWithinFivePercent(string kind)
    {
        var history = await HistoryAsync(kind, [.. Enumerable.Range(1, 200).Select(i => Record($"id-{i:000}", latency: i * 10))]);

        var totals = Assert.Single(await history.TotalsAsync(ExecutionGrouping.Skill, new(2026, 1, 2), new(2026, 1, 2), TestContext.Current.CancellationToken));

        Assert.InRange(totals.P50Ms!.Value, 950, 1050);
        Assert.InRange(totals.P95Ms!.Value, 1805, 1995);
    }

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgres")]
    public async Task WritingTheSameExecutionTwiceCountsOne(string kind)
    {
        var history = await HistoryAsync(kind, Record("a"), Record("b"), Record("a"));

        Assert.Equal(2, Assert.Single(await history.TotalsAsync(ExecutionGrouping.Skill, new(2026, 1, 2), new(2026, 1, 2), TestContext.Current.CancellationToken)).Runs);
    }

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgres")]
    public async Task ATableOfAnOlderVersionIsAddedUp(string kind)
    {
        await HistoryAsync(kind, Record("a"), Record("b"));
        await RunAsync(kind, kind == "sqlite"
            ? "DROP TRIGGER skill_execution_totals_add; DROP TABLE skill_execution_totals"
            : $"DROP FUNCTION {_schema}.skill_execution_totals_add CASCADE; DROP TABLE {_schema}.skill_execution_totals");

        var history = await HistoryAsync(kind, Record("c"));

        Assert.Equal(3, Assert.Single(await history.TotalsAsync(ExecutionGrouping.Skill, new(2026, 1, 2), new(2026, 1, 2), TestContext.Current.CancellationToken)).Runs);
    }

    [Theory]
    [MemberData(nameof(Logs))]
    public async Task ACursorThatIsNoneIsRefused(string kind)
    {
        var history = await HistoryAsync(kind);

        foreach (var cursor in new[] { "", "x", "1", "x_1", "99999999999999999999_1" })
        {
            await Assert.ThrowsAsync<ArgumentException>(async () => await history.ListAsync(new() { After = cursor }, TestContext.Current.CancellationToken));
        }
    }

    private async Task RunAsync(string kind, string sql)
    {
        if (kind == "sqlite")
        {
            await using var connection = new SqliteConnection($"Data Source={Path.Combine(_folder, "log.db")};Pooling=false");
            await connection.OpenAsync(TestContext.Current.CancellationToken);
            await using var command = new SqliteCommand(sql, connection);
            await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }
        else
        {
            await using var source = NpgsqlDataSource.Create(server.ConnectionString);
            await using var command = source.CreateCommand(sql);
            await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }
    }

    private async Task<IExecutionHistory> HistoryAsync(string kind, params ExecutionRecord[] records)
    {
        var path = Path.Combine(_folder, "log.db");
        if (kind == "postgres")
        {
            server.Require();
        }

        var collection = new ServiceCollection();
        collection.AddSkillsEngine().AddMemoryExecutionLog();
        var services = collection.BuildServiceProvider();
        IExecutionLog log = kind switch
        {
            "memory" => services.GetRequiredService<MemoryExecutionLog>(),
            "sqlite" => new SqliteExecutionLog(path, new(), TimeProvider.System),
            _ => new PostgresExecutionLog(server.ConnectionString, new() { Schema = _schema }, TimeProvider.System),
        };
        await log.WriteBatchAsync(records, TestContext.Current.CancellationToken);
        (log as IDisposable)?.Dispose();
        return kind switch
        {
            "memory" => services.GetRequiredService<IExecutionHistory>(),
            "sqlite" => new SqliteExecutionHistory(path, new()),
            _ => new PostgresExecutionHistory(server.ConnectionString, new() { Schema = _schema }),
        };
    }

    private static ExecutionRecord Record(string id, string skill = "greeter", ExecutionStatus status = ExecutionStatus.Failed, string? tenant = "t1", string model = "m-1", bool cacheHit = false, double latency = 12.5, Cost? cost = null, DateTimeOffset? at = null)
    {
        var record = Some.Record(id, at: at ?? Noon);
        return record with
        {
            SkillName = skill,
            Result = record.Result with
            {
                Status = status,
                CacheHit = cacheHit,
                ModelId = model,
                LatencyMs = latency,
                Cost = cost ?? new(0.25m, CostKind.Exact),
                Context = record.Result.Context with { TenantId = tenant },
            },
        };
    }
}
