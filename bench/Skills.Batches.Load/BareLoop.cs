using System.Diagnostics;
using StackExchange.Redis;

namespace Skills.Batches.Load;

/// <summary>The yardstick: XADD, XREADGROUP and XACK alone, in pieces as large as those of a run.</summary>
internal static class BareLoop
{
    private const int Piece = 100;

    public static async Task<double> RunAsync(string connectionString, int items)
    {
        await using var connection = await ConnectionMultiplexer.ConnectAsync(connectionString);
        var database = connection.GetDatabase();
        await database.StreamCreateConsumerGroupAsync("bare", "w", "0", createStream: true);
        var began = Stopwatch.GetTimestamp();
        await Task.WhenAll(ProduceAsync(database, items), ConsumeAsync(database, items));
        var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        await database.KeyDeleteAsync("bare");
        return items / seconds;
    }

    private static async Task ProduceAsync(IDatabase database, int items)
    {
        for (var from = 1; from <= items; from += Piece)
        {
            await Task.WhenAll(Enumerable.Range(from, Math.Min(Piece, items - from + 1)).Select(n => database.StreamAddAsync("bare", [new("r", n), new("d", $$"""{"n":{{n}}}""")])));
        }
    }

    private static async Task ConsumeAsync(IDatabase database, int items)
    {
        for (var done = 0; done < items;)
        {
            var entries = await database.StreamReadGroupAsync("bare", "w", "one", ">", Piece);
            if (entries.Length > 0)
            {
                await database.StreamAcknowledgeAsync("bare", "w", [.. entries.Select(static e => e.Id)]);
                done += entries.Length;
            }
        }
    }
}
