using System.Diagnostics.Metrics;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;

namespace Skills.Engine.ExecutionLogs.Tests;

/// <summary>A disk without room, felt by every file of the process: so nothing else runs meanwhile.</summary>
[CollectionDefinition(nameof(FullDiskTests), DisableParallelization = true)]
[Collection(nameof(FullDiskTests))]
public sealed class FullDiskTests : IDisposable
{
    private const int Executions = 400;
    private const long Room = 512 * 1024;

    // A record of several thousand bytes, so that the disk is full soon.
    private static readonly string LongName = new('a', 2000);

    private readonly string _folder = Directory.CreateTempSubdirectory("skills-full-").FullName;
    private readonly MeterListener _listener = new();
    private long _lost;
    private long _written;

    public FullDiskTests()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The kernel's limit of a file's size is set with prlimit, which is Linux's.");
        _listener.InstrumentPublished = static (instrument, listener) =>
        {
            if (instrument.Name is "skills.log.lost" or "skills.log.written")
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, _, _) => Interlocked.Add(ref instrument.Name == "skills.log.lost" ? ref _lost : ref _written, value));
        _listener.Start();
    }

    private string Sqlite => Path.Combine(_folder, "executions.db");

    private string JsonLines => Path.Combine(_folder, "executions.jsonl");

    public void Dispose()
    {
        _listener.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task AFullDiskIsNotFeltByExecutionsAndWhatWaitedIsWrittenOnceThereIsRoom()
    {
        var services = Engine(TimeSpan.FromMinutes(5), TimeSpan.FromSeconds(60));
        await using (services)
        {
            using (new FullDisk(Room))
            {
                await Pipeline.ExecuteAsync(services, Executions, LongName);
                await UntilFullAsync();
            }

            await Pipeline.ExecuteAsync(services, 1);
        }

        Assert.Equal(0, _lost);
        Assert.Equal(Executions + 1, Pipeline.CountSqlite(Sqlite));
        Assert.Equal(Executions + 1, WholeLines());
    }

    [Fact]
    public async Task WhatADiskThatStaysFullCostsIsCounted()
    {
        using (new FullDisk(Room))
        {
            await using var services = Engine(TimeSpan.Zero, TimeSpan.FromSeconds(60));
            await Pipeline.ExecuteAsync(services, Executions, LongName);
        }

        Assert.InRange(_lost, 1, (2 * Executions) - 1);
        Assert.Equal(2 * Executions, _lost + _written);
        Assert.Equal(_written, Pipeline.CountSqlite(Sqlite) + WholeLines());
    }

    [Fact]
    public async Task ADeviceWithoutAByteOfRoomLosesEverythingAndNothingElse()
    {
        File.CreateSymbolicLink(JsonLines, "/dev/full");

        await using (var services = Pipeline.Engine(b => b.AddJsonLinesExecutionLog(JsonLines), static o => (o.ExecutionLog.RetryFor, o.ExecutionLog.DrainTimeout) = (TimeSpan.Zero, TimeSpan.FromSeconds(60))))
        {
            await Pipeline.ExecuteAsync(services, Executions);
        }

        Assert.Equal((Executions, 0), (_lost, _written));
    }

    // Small batches, so that some are written before the disk is full.
    private ServiceProvider Engine(TimeSpan retryFor, TimeSpan drain) => Pipeline.Engine(
        b => b.AddSqliteExecutionLog(Sqlite).AddJsonLinesExecutionLog(JsonLines),
        o => (o.ExecutionLog.Capture, o.ExecutionLog.BatchSize, o.ExecutionLog.RetryFor, o.ExecutionLog.DrainTimeout) = (ContentCapture.All, 10, retryFor, drain));

    // Both logs wait: each has written what fits and no more.
    private async Task UntilFullAsync()
    {
        await Eventually.HoldsAsync(() => Volatile.Read(ref _written) > 0, "Nothing was written while there was room.");
        await Eventually.SettlesAsync(() => Volatile.Read(ref _written));
        Assert.InRange(_written, 1, (2 * Executions) - 1);
    }

    private int WholeLines() => File.ReadLines(JsonLines).Count(static line => JsonElement.Parse(line).ValueKind == JsonValueKind.Object);
}
