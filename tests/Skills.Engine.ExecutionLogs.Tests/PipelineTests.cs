using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Skills.Engine.ExecutionLogs.Tests;

/// <summary>Whole engines with real logs behind them: what a log cannot do is never felt by an execution.</summary>
public sealed class PipelineTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("skills-pipeline-").FullName;
    private readonly MeterListener _listener = new();
    private long _lost;

    public PipelineTests()
    {
        _listener.InstrumentPublished = static (instrument, listener) =>
        {
            if (instrument.Name == "skills.log.lost")
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((_, value, _, _) => Interlocked.Add(ref _lost, value));
        _listener.Start();
    }

    public void Dispose()
    {
        _listener.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task EveryExecutionReachesSqliteWhileOthersRun()
    {
        const int Executions = 20_000;
        var path = Path.Combine(_folder, "executions.db");
        await using (var services = Engine(b => b.AddSqliteExecutionLog(path), o => (o.ExecutionLog.QueueLength, o.ExecutionLog.DrainTimeout) = (Executions, TimeSpan.FromMinutes(2))))
        {
            var engine = services.GetRequiredService<SkillExecutionEngine>();
            await Parallel.ForAsync(0, Executions, TestContext.Current.CancellationToken, async (i, token) =>
                (await engine.ExecuteAsync(Some.Skill, new { name = $"{i % 100}" }, cancellationToken: token)).EnsureSuccess());
        }

        Assert.Equal(0, _lost);
        Assert.Equal(Executions, Pipeline.CountSqlite(path));
    }

    [Fact]
    public async Task AStoppedPostgresIsNotFeltByExecutionsAndGetsWhatWaitedWhenItIsBack()
    {
        await using var server = new PostgresServer();
        await server.InitializeAsync();
        server.Require();
        var services = Engine(b => b.AddPostgresExecutionLog(server.ConnectionString), static o => o.ExecutionLog.DrainTimeout = TimeSpan.FromSeconds(60));
        await using (services)
        {
            await ExecuteAsync(services, 100);
            await server.StopAsync();

            // With the server down each call to it fails or waits; none of that may be added to an execution.
            var began = Stopwatch.GetTimestamp();
            await ExecuteAsync(services, 500);
            Assert.InRange(Stopwatch.GetElapsedTime(began), TimeSpan.Zero, TimeSpan.FromSeconds(20));

            await server.StartAsync();
            await ExecuteAsync(services, 1);
        }

        Assert.Equal(0, _lost);
        await using var connection = new NpgsqlConnection(server.ConnectionString + ";Pooling=false");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var count = new NpgsqlCommand("SELECT count(*) FROM skill_executions", connection);
        Assert.Equal(601L, await count.ExecuteScalarAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task WhatAPostgresThatStaysDownCostsIsCountedAndNotFelt()
    {
        await using var server = new PostgresServer();
        await server.InitializeAsync();
        server.Require();
        var services = Engine(b => b.AddPostgresExecutionLog(server.ConnectionString), static o => (o.ExecutionLog.RetryFor, o.ExecutionLog.DrainTimeout) = (TimeSpan.Zero, TimeSpan.FromSeconds(60)));
        await using (services)
        {
            await server.StopAsync();
            await ExecuteAsync(services, 500);
        }

        Assert.Equal(500, _lost);
    }

    private static ServiceProvider Engine(Action<SkillsEngineBuilder> logs, Action<SkillsEngineOptions> configure) => Pipeline.Engine(logs, configure);

    private static Task ExecuteAsync(ServiceProvider services, int executions) => Pipeline.ExecuteAsync(services, executions);
}
