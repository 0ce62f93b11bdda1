using System.Diagnostics;
using StackExchange.Redis;

namespace Skills.Batches.Load.Throughput;

/// <summary>The yardstick: XADD, XREADGROUP and XACK alone, by as many processes as work on the run. One of them also adds the items.</summary>
internal static class BareLoop
{
    private const string Stream = "bare";
    private const string Group = "w";
    private const int Piece = 100;

    private static readonly TimeSpan IdleWait = TimeSpan.FromMilliseconds(1);

    /// <summary>Makes an empty stream.</summary>
    public static async Task PrepareAsync(string connectionString)
    {
        await using var connection = await ConnectionMultiplexer.ConnectAsync(connectionString);
        var database = connection.GetDatabase();
        await database.KeyDeleteAsync(Stream);
        await database.StreamCreateConsumerGroupAsync(Stream, Group, "0", createStream: true);
    }

    /// <summary>Adds items, works on them together with the other processes, and returns the seconds until the last one is acknowledged.</summary>
    public static async Task<double> RunAsync(string connectionString, int items)
    {
        using var finished = new CancellationTokenSource();
        await using var connection = await ConnectionMultiplexer.ConnectAsync(connectionString);
        var database = connection.GetDatabase();
        var consuming = ConsumeAsync(database, finished.Token);
        var before = await AcknowledgedAsync(database);
        var began = Stopwatch.GetTimestamp();
        await ProduceAsync(database, items);
        while (await AcknowledgedAsync(database) - before < items)
        {
            await Task.Delay(IdleWait);
        }

        var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        await finished.CancelAsync();
        await consuming;
        return seconds;
    }

    /// <summary>Works on items until the process is ended.</summary>
    public static async Task WorkAsync(string connectionString)
    {
        await using var connection = await ConnectionMultiplexer.ConnectAsync(connectionString);
        var consuming = ConsumeAsync(connection.GetDatabase(), CancellationToken.None);
        ChildProcess.SayReady();
        await consuming;
    }

    private static async Task<long> AcknowledgedAsync(IDatabase database)
    {
        var group = (await database.StreamGroupInfoAsync(Stream)).Single();
        return (group.EntriesRead ?? 0) - group.PendingMessageCount;
    }

    private static async Task ProduceAsync(IDatabase database, int items)
    {
        for (var from = 1; from <= items; from += Piece)
        {
            await Task.WhenAll(Enumerable.Range(from, Math.Min(Piece, items - from + 1)).Select(n => database.StreamAddAsync(Stream, [new("r", n), new("d", LoadSkill.Inputs(n))])));
        }
    }

    private static async Task ConsumeAsync(IDatabase database, CancellationToken finished)
    {
        var name = $"{Environment.ProcessId}";
        while (!finished.IsCancellationRequested)
        {
            var entries = await database.StreamReadGroupAsync(Stream, Group, name, ">", Piece);
            if (entries.Length > 0)
            {
                await database.StreamAcknowledgeAsync(Stream, Group, [.. entries.Select(static e => e.Id)]);
            }
            else
            {
                await Task.Delay(IdleWait, CancellationToken.None);
            }
        }
    }
}
