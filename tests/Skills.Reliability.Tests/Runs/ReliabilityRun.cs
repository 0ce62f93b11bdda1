using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Skills.Reliability.Tests.Calls;
using Skills.Reliability.Tests.Faults;
using Skills.Reliability.Tests.Invariants;
using Skills.Reliability.Tests.Servers;
using Skills.Reliability.Tests.Workers;

namespace Skills.Reliability.Tests.Runs;

/// <summary>One run: three engine processes, six providers, Redis with a replica, PostgreSQL, and faults in all of them.</summary>
internal sealed class ReliabilityRun(int seed, int calls)
{
    private const decimal CapPerCall = 0.000008m;
    private const int WarmUpCalls = 240;

    // Longer than pooled connections live, and than open circuits and leases last.
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(4);

    private readonly ConcurrentQueue<CallReport> _reports = new();
    private readonly ConcurrentDictionary<int, int> _ended = new();
    private readonly Bill _bill = new();
    private CallJudge? _judge;

    public Findings Findings { get; } = new();

    public IReadOnlyDictionary<string, int> Faults { get; private set; } = new Dictionary<string, int>();

    public IReadOnlyCollection<CallReport> Reports => _reports;

    public TimeSpan Took { get; private set; }

    /// <summary>Gets the calls whose process was killed under them.</summary>
    public int Lost { get; private set; }

    public int Seed => seed;

    public decimal Billed => _bill.Total;

    /// <summary>Gets what the tenant with a budget was billed.</summary>
    public decimal CappedBilled => _bill.OfTenant(Call.CappedTenant);

    /// <summary>Gets that budget.</summary>
    public decimal CapUsd => calls * CapPerCall;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var began = Stopwatch.GetTimestamp();
        _judge = new(seed, _bill, Findings);
        var folder = Directory.CreateTempSubdirectory("skills-reliability-").FullName;
        await using var postgres = new PostgresServer();
        await postgres.InitializeAsync();
        postgres.Require();
        await using var redis = await RedisPair.StartAsync();
        var providers = await Task.WhenAll(WorkerModels.Providers.Select(p => Provider.StartAsync(p, _bill, cancellationToken)));
        await using var fleet = new Fleet(
            (slot, generation) => new(slot, generation, seed, redis.ConnectionString, postgres.ConnectionString, folder, CapUsd, providers.ToDictionary(static p => p.Name, static p => p.Url)),
            Take,
            seed);
        try
        {
            await fleet.StartAsync();
            using var schedule = new FaultSchedule(new(redis, postgres, providers, fleet), seed);
            await StrikeAsync(fleet, schedule, cancellationToken);
            await fleet.EndAsync();
            await JudgeAsync(fleet, schedule, redis, postgres, cancellationToken);
        }
        finally
        {
            foreach (var provider in providers)
            {
                await provider.DisposeAsync();
            }

            Directory.Delete(folder, recursive: true);
            Took = Stopwatch.GetElapsedTime(began);
        }
    }

    private void Take(CallReport report)
    {
        _reports.Enqueue(report);
        var times = _ended.AddOrUpdate(report.Number, 1, static (_, n) => n + 1);
        Findings.Check(Invariant.EndsOnce, times == 1, () => $"Call {report.Number} ended {times} times.");
        _judge!.Judge(report);
    }

    private async Task StrikeAsync(Fleet fleet, FaultSchedule schedule, CancellationToken cancellationToken)
    {
        await MakeAsync(fleet, 0, WarmUpCalls, cancellationToken);
        await Task.Delay(Idle, cancellationToken);
        await fleet.MeasureAsync();

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var faults = schedule.RunAsync(stop.Token);
        await MakeAsync(fleet, WarmUpCalls, calls, cancellationToken);
        await stop.CancelAsync();
        await faults;
        await EndedAsync(fleet);
        await Task.Delay(Idle, cancellationToken);
    }

    private async Task MakeAsync(Fleet fleet, int from, int to, CancellationToken cancellationToken)
    {
        for (var call = from; call < to; call++)
        {
            while (!fleet.TryMake(call))
            {
                await Task.Delay(2, cancellationToken);
            }
        }

        await EndedAsync(fleet);
    }

    private Task EndedAsync(Fleet fleet) => Eventually.HoldsAsync(
        () => Task.FromResult(fleet.UnderWay == 0),
        () => $"Calls did not end: {string.Join(", ", fleet.Calls.Select(c => $"{c.Number} ({Call.Of(seed, c.Number).Kind} in {c.Process})"))}.",
        TimeSpan.FromMinutes(3));

    private async Task JudgeAsync(Fleet fleet, FaultSchedule schedule, RedisPair redis, PostgresServer postgres, CancellationToken cancellationToken)
    {
        (Faults, Lost) = (schedule.Injected, fleet.Lost.Count);
        for (var call = 0; call < calls; call++)
        {
            Findings.Check(Invariant.EndsOnce, _ended.ContainsKey(call) != fleet.Lost.Contains(call), () => $"Call {call} did not end.");
        }

        new FreshJudge(seed, Findings).Judge(_reports);
        new FlightJudge(seed, Findings).Judge(_reports, schedule.Windows);
        var records = new RecordJudge(_bill, schedule.LostData, Findings);
        records.JudgeBudget(CapUsd);
        records.Judge(_reports, await LogAsync(postgres, cancellationToken), await LedgerAsync(redis, cancellationToken), fleet.Ends);
    }

    private static async Task<IReadOnlyList<LogRow>> LogAsync(PostgresServer postgres, CancellationToken cancellationToken)
    {
        await using var source = NpgsqlDataSource.Create(postgres.ConnectionString);
        await using var command = source.CreateCommand("SELECT id, skill_id, coalesce(workflow_id, ''), cost_usd, coalesce(jsonb_array_length(attempts::jsonb), 0) FROM skill_executions");
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<LogRow>();
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add(new(reader.GetString(0), reader.GetString(1), reader.GetString(2), await reader.IsDBNullAsync(3, cancellationToken) ? null : reader.GetDecimal(3), reader.GetInt32(4)));
        }

        return rows;
    }

    private static async Task<IReadOnlyList<LedgerLine>> LedgerAsync(RedisPair redis, CancellationToken cancellationToken)
    {
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().Build());
        services.AddLogging();
        services.AddSkillsEngine().AddRedisRouting(redis.ConnectionString);
        await using var host = services.BuildServiceProvider();
        return await host.GetRequiredService<ICostLedger>().ReadAsync(new() { From = DateOnly.MinValue, To = DateOnly.MaxValue }, cancellationToken);
    }
}
