using System.Diagnostics;
using StackExchange.Redis;

namespace Skills.Batches.Load.Throughput;

/// <summary>The yardstick: XADD, XREADGROUP and XACK alone, by as many processes as work on the run. One of them also adds the items.</summary>
/// <param name="Piece">Items that an XREADGROUP reads and an XACK acknowledges.</param>
/// <param name="AtOnce">Loops of XREADGROUP and XACK at the same time, in each process.</param>
/// <param name="Adds">XADD commands at the same time. Each adds one item.</param>
internal sealed record BareLoop(int Piece, int AtOnce, int Adds)
{
    private const string Stream = "bare";
    private const string Group = "w";

    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(1);

    /// <summary>Gets the loop of few large commands: 100 items each, one after the other.</summary>
    public static BareLoop Grouped { get; } = new(100, 1, 100);

    // A loop that finds nothing must not keep the server from those that add.
    private TimeSpan IdleWait => TimeSpan.FromMilliseconds(AtOnce == 1 ? 1 : 10);

    /// <summary>Returns the loop of one XADD, one XREADGROUP and one XACK for each item, as many at the same time as a run executes.</summary>
    public static BareLoop Single(int parallelism) => new(1, parallelism, parallelism);

    /// <summary>Makes an empty stream.</summary>
    public static async Task PrepareAsync(string connectionString)
    {
        await using var connection = await ConnectionMultiplexer.ConnectAsync(connectionString);
        var database = connection.GetDatabase();
        await database.KeyDeleteAsync(Stream);
        await database.StreamCreateConsumerGroupAsync(Stream, Group, "0", createStream: true);
    }

    /// <summary>Adds items, works on them together with the other processes, and returns the seconds until the last one is acknowledged.</summary>
    public async Task<double> RunAsync(string connectionString, int items)
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
            await Task.Delay(LookEvery);
        }

        var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        await finished.CancelAsync();
        await consuming;
        return seconds;
    }

    /// <summary>Works on items until the process is ended.</summary>
    public async Task WorkAsync(string connectionString)
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

    private async Task ProduceAsync(IDatabase database, int items)
    {
        for (var from = 1; from <= items; from += Adds)
        {
            await Task.WhenAll(Enumerable.Range(from, Math.Min(Adds, items - from + 1)).Select(n => database.StreamAddAsync(Stream, [new("r", n), new("d", LoadSkill.Inputs(n))])));
        }
    }

    private Task ConsumeAsync(IDatabase database, CancellationToken finished) => Task.WhenAll(Enumerable.Range(0, AtOnce).Select(n => ConsumeAsync(database, $"{Environment.ProcessId}-{n}", finished)));

    private async Task ConsumeAsync(IDatabase database, string name, CancellationToken finished)
    {
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
