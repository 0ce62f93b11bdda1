using System.Globalization;
using Skills.Reliability.Tests.Runs;
using Skills.Reliability.Tests.Servers;
using Skills.Reliability.Tests.Workers;

namespace Skills.Reliability.Tests.Faults;

/// <summary>A kind of fault.</summary>
/// <param name="Name">What the report calls it.</param>
/// <param name="StrikesRedis">Whether leases may be lost meanwhile.</param>
/// <param name="InjectAsync">Does it, and undoes it.</param>
internal sealed record FaultKind(string Name, bool StrikesRedis, Func<World, Random, CancellationToken, Task> InjectAsync)
{
    /// <summary>Gets whether Redis loses its data: results from before are not served or waited for then.</summary>
    public bool LosesData { get; init; }

    /// <summary>Gets whether processes may not find or accept the results of others meanwhile.</summary>
    public bool SpoilsEntries { get; init; }
}

/// <summary>The kinds of faults that a run injects.</summary>
internal static class FaultKinds
{
    private const int HourInSeconds = 3600;

    public static IReadOnlyList<FaultKind> All { get; } =
    [
        new("engine process killed (kill -9)", true, static async (world, random, _) => await world.Fleet.KillAsync(random.Next(Fleet.Slots))),
        new("Redis frozen (SIGSTOP)", true, FreezeAsync),
        new("Redis killed and restarted", true, RestartAsync),
        new("Redis emptied (FLUSHALL)", true, static async (world, _, token) => await world.Redis.AskAsync("FLUSHALL", token)) { LosesData = true },
        new("Redis slow", true, SlowAsync),
        new("Redis connections reset", true, static (world, _, _) => Do(world.Redis.Proxy.Reset)),
        new("Redis connections half-open", true, HalfOpenAsync),
        new("Redis failover to its replica", true, static (world, _, token) => world.Redis.FailOverAsync(token)),
        new("cache entries corrupted", false, CorruptAsync) { SpoilsEntries = true },
        new("cache keys expired early", false, ExpireAsync) { SpoilsEntries = true },
        new("clock jumped by an hour", false, JumpAsync) { SpoilsEntries = true },
        new("provider's name not found (DNS)", false, ForgetNameAsync),
        new("provider answers 429", false, Storm(ProviderMode.RateLimited)),
        new("provider answers 500", false, Storm(ProviderMode.ServerErrors)),
        new("provider answers 503 or 529", false, Storm(ProviderMode.Overloaded)),
        new("provider slow", false, Storm(ProviderMode.Slow)),
        new("provider resets connections", false, Storm(ProviderMode.Resets)),
        new("provider ends replies early", false, Storm(ProviderMode.EndsEarly)),
        new("provider hangs", false, Storm(ProviderMode.Hangs)),
        new("provider answers broken JSON", false, Storm(ProviderMode.Garbage)),
        new("proxy answers HTML", false, Storm(ProviderMode.Html)),
        new("errors within streams", false, Storm(ProviderMode.ErrorsInStream)),
        new("all providers fail at once", false, FailAllAsync),
        new("PostgreSQL stopped and restarted", false, StopPostgresAsync),
        new("disk full for the batch journal", false, FillDiskAsync),
    ];

    private static Task Do(Action action)
    {
        action();
        return Task.CompletedTask;
    }

    private static Task WaitAsync(Random random, int least, int most, CancellationToken cancellationToken) => Task.Delay(random.Next(least, most), cancellationToken);

    private static async Task FreezeAsync(World world, Random random, CancellationToken cancellationToken)
    {
        world.Redis.Main.Pause();
        try
        {
            await WaitAsync(random, 200, 2500, cancellationToken);
        }
        finally
        {
            world.Redis.Main.Resume();
        }
    }

    private static async Task RestartAsync(World world, Random random, CancellationToken cancellationToken)
    {
        world.Redis.Main.Kill();
        await WaitAsync(random, 100, 1500, cancellationToken);
        await world.Redis.Main.RestartAsync();

        // A promoted replica is started as the replica it was, and would refuse all writes.
        await world.Redis.AskAsync("REPLICAOF NO ONE", cancellationToken);
    }

    private static async Task SlowAsync(World world, Random random, CancellationToken cancellationToken)
    {
        world.Redis.Proxy.Delay = TimeSpan.FromMilliseconds(random.Next(20, 300));
        await WaitAsync(random, 300, 2000, cancellationToken);
        world.Redis.Proxy.Delay = TimeSpan.Zero;
    }

    private static async Task HalfOpenAsync(World world, Random random, CancellationToken cancellationToken)
    {
        world.Redis.Proxy.IsHalfOpen = true;
        await WaitAsync(random, 200, 2500, cancellationToken);
        world.Redis.Proxy.IsHalfOpen = false;
    }

    // A byte in the middle, or the second half gone.
    private static async Task CorruptAsync(World world, Random random, CancellationToken cancellationToken)
    {
        foreach (var key in await EntriesAsync(world, 10, cancellationToken))
        {
            await world.Redis.AskAsync(
                random.Next(2) == 0 ? $"SETRANGE {key} {random.Next(0, 120)} {(char)random.Next('A', 'z' + 1)}" : $"BITOP NOT {key} {key}",
                cancellationToken);
        }
    }

    private static async Task ExpireAsync(World world, Random random, CancellationToken cancellationToken)
    {
        foreach (var key in await EntriesAsync(world, 20, cancellationToken))
        {
            await world.Redis.AskAsync($"PEXPIRE {key} 1", cancellationToken);
        }
    }

    // Results of skills only: the key of a result has an r.
    private static async Task<IEnumerable<string>> EntriesAsync(World world, int most, CancellationToken cancellationToken)
    {
        var answer = await world.Redis.AskAsync("SCAN 0 MATCH sk:{*}:r:* COUNT 10000", cancellationToken);
        return answer.Split("\r\n").Where(static l => l.Contains(":r:", StringComparison.Ordinal)).Take(most);
    }

    private static async Task JumpAsync(World world, Random random, CancellationToken cancellationToken)
    {
        var seconds = random.Next(2) == 0 ? HourInSeconds : -HourInSeconds;
        var slot = world.Fleet[random.Next(Fleet.Slots)];
        slot.Tell(string.Create(CultureInfo.InvariantCulture, $"jump {seconds}"));
        await WaitAsync(random, 3000, 7000, cancellationToken);
        slot.Tell(string.Create(CultureInfo.InvariantCulture, $"jump {-seconds}"));
    }

    private static async Task ForgetNameAsync(World world, Random random, CancellationToken cancellationToken)
    {
        var provider = WorkerModels.Providers[random.Next(WorkerModels.Providers.Count)];
        var slot = world.Fleet[random.Next(Fleet.Slots)];
        slot.Tell($"names {provider} unknown");
        await WaitAsync(random, 500, 3000, cancellationToken);
        slot.Tell($"names {provider} known");
    }

    private static Func<World, Random, CancellationToken, Task> Storm(ProviderMode mode) => async (world, random, cancellationToken) =>
    {
        var provider = world.Providers[random.Next(world.Providers.Count)];
        provider.Mode = mode;
        await WaitAsync(random, 300, 3000, cancellationToken);
        provider.Mode = ProviderMode.Well;
    };

    private static async Task FailAllAsync(World world, Random random, CancellationToken cancellationToken)
    {
        foreach (var provider in world.Providers)
        {
            provider.Mode = ProviderMode.ServerErrors;
        }

        await WaitAsync(random, 500, 3000, cancellationToken);
        foreach (var provider in world.Providers)
        {
            provider.Mode = ProviderMode.Well;
        }
    }

    private static async Task StopPostgresAsync(World world, Random random, CancellationToken cancellationToken)
    {
        await world.Postgres.StopAsync();
        await WaitAsync(random, 200, 2000, cancellationToken);
        await world.Postgres.StartAsync();
    }

    private static async Task FillDiskAsync(World world, Random random, CancellationToken cancellationToken)
    {
        var pid = world.Fleet[random.Next(Fleet.Slots)].Pid;
        await FullDisk.LimitAsync(pid, "1024");
        await WaitAsync(random, 300, 2000, cancellationToken);
        await FullDisk.LimitAsync(pid, "unlimited");
    }
}
