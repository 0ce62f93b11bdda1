using System.Diagnostics;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Skills.Engine;

namespace Skills.Benchmarks;

/// <summary>What the pages of the dashboard ask of a log with a million executions over 30 days, in SQLite and PostgreSQL.</summary>
internal static class HistoryBench
{
    private const int Executions = 1_000_000;
    private const int Repeats = 20;

    private const string Row = """
        , 'greeter-' || (i % 18), 'skill-' || (i % 18), '1.0.0', CASE WHEN i % 20 = 0 THEN 'failed' ELSE 'success' END, CASE WHEN i % 20 = 0 THEN 'output.required' END,
        'model-' || (i % 5), 'local', 'tenant-' || (i % 40), 'user-' || (i % 5000), 5.0 + (i * 7919 % 100000) / 20.0, i % 4000, i % 900, (i % 1000) / 100000.0, 'exact'
        """;

    private const string Columns = "id, cache_hit, executed_at, skill_id, skill_name, skill_version, status, error_code, model_id, model_provider, tenant_id, user_id, latency_ms, tokens_input, tokens_output, cost_usd, cost_kind";

    public static void Run()
    {
        var folder = Directory.CreateTempSubdirectory("skills-history-").FullName;
        try
        {
            Sqlite(Path.Combine(folder, "log.db"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        if (Environment.GetEnvironmentVariable("SKILLS_BENCH_POSTGRES") is { } server)
        {
            Postgres(server);
        }
        else
        {
            Console.WriteLine("PostgreSQL is measured when SKILLS_BENCH_POSTGRES has a connection string of an empty database.");
        }
    }

    private static void Sqlite(string path)
    {
        using var services = Services(b => b.AddSqliteExecutionLog(path));
        var history = services.GetRequiredService<IExecutionHistory>();
        history.ListAsync(new()).AsTask().Wait();
        using var connection = new SqliteConnection($"Data Source={path};Pooling=false;Default Timeout=600");
        connection.Open();
        using var seed = new SqliteCommand(
            $"""
            WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {Executions})
            INSERT INTO skill_executions ({Columns})
            SELECT printf('0199%08x-0000-7000-8000-%012x', i, i), i % 3 = 0, strftime('%Y-%m-%d %H:%M:%f', 'now', '-' || CAST(({Executions} - i) * 2.592 AS TEXT) || ' seconds'){Row} FROM n
            """,
            connection);
        Show("SQLite", history, () => seed.ExecuteNonQuery());
        DashboardPages.Show("SQLite", b => b.AddSqliteExecutionLog(path)).GetAwaiter().GetResult();
    }

    private static void Postgres(string server)
    {
        using var services = Services(b => b.AddPostgresExecutionLog(server));
        var history = services.GetRequiredService<IExecutionHistory>();
        history.ListAsync(new()).AsTask().Wait();
        using var source = NpgsqlDataSource.Create(server + ";Command Timeout=600");
        using var seed = source.CreateCommand(
            $"""
            INSERT INTO skill_executions ({Columns})
            SELECT '0199' || lpad(to_hex(i), 8, '0') || '-0000-7000-8000-' || lpad(to_hex(i), 12, '0'), i % 3 = 0, now() - ({Executions} - i) * interval '2.592 seconds'{Row} FROM generate_series(1::bigint, {Executions}) AS i
            """);
        Show("PostgreSQL", history, () => seed.ExecuteNonQuery());
        DashboardPages.Show("PostgreSQL", b => b.AddPostgresExecutionLog(server)).GetAwaiter().GetResult();
    }

    private static ServiceProvider Services(Action<SkillsEngineBuilder> log)
    {
        var services = new ServiceCollection();
        log(services.AddSkillsEngine());
        return services.BuildServiceProvider();
    }

    private static void Show(string name, IExecutionHistory history, Action seed)
    {
        var start = Stopwatch.GetTimestamp();
        seed();
        Console.WriteLine($"{name}: {Executions:N0} executions written in {Stopwatch.GetElapsedTime(start).TotalSeconds:F1} s with their sums");
        var today = DateOnly.FromDateTime(DateTime.UtcNow);
        var page = history.ListAsync(new() { Limit = 200 }).AsTask().Result;
        Time("Skills: sums of 7 days by skill", () => history.TotalsAsync(ExecutionGrouping.Skill, today.AddDays(-6), today));
        Time("Routing: 30 days by skill", () => history.TotalsAsync(ExecutionGrouping.Skill, today.AddDays(-29), today));
        Time("Routing: 30 days by tenant", () => history.TotalsAsync(ExecutionGrouping.Tenant, today.AddDays(-29), today));
        Time("Routing: 30 days by day", () => history.TotalsAsync(ExecutionGrouping.Day, today.AddDays(-29), today));
        Time("Runs: latest", () => history.ListAsync(new()));
        Time("Runs: deep in the past", () => history.ListAsync(new() { Before = DateTimeOffset.UtcNow.AddDays(-25) }));
        Time("Runs: of one skill", () => history.ListAsync(new() { Skill = "skill-3" }));
        Time("Runs: failed of one skill and tenant", () => history.ListAsync(new() { Skill = "skill-2", Status = "failed", Tenant = "tenant-20" }));
        Time("Runs: search that finds", () => history.ListAsync(new() { Search = "output.req" }));
        Time("Runs: search that finds nothing", () => history.ListAsync(new() { Search = "no such text" }));
        Time("Run: one", () => history.FindAsync(page.Items[^1].Id));
    }

    private static void Time<T>(string what, Func<ValueTask<T>> ask)
    {
        var times = new List<double>();
        for (var i = 0; i < Repeats; i++)
        {
            var start = Stopwatch.GetTimestamp();
            ask().AsTask().Wait();
            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        times.Sort();
        Console.WriteLine($"  {what,-40} median {times[Repeats / 2],8:F1} ms   p95 {times[(int)(Repeats * 0.95) - 1],8:F1} ms");
    }
}
