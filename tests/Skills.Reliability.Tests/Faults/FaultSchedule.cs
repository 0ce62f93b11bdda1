using System.Collections.Concurrent;
using System.Diagnostics;

namespace Skills.Reliability.Tests.Faults;

/// <summary>
/// Injects faults in an order drawn from a seed: up to three at once, every kind once before any comes again. At times Redis is left
/// alone for longer than leases need to recover: only then it can be told whether the processes work together.
/// </summary>
internal sealed class FaultSchedule(World world, int seed) : IDisposable
{
    private const int Lanes = 3;
    private static readonly TimeSpan RedisIsStruck = TimeSpan.FromSeconds(40);
    private static readonly TimeSpan RedisIsLeft = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<string, int> _injected = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<FaultWindow> _windows = new();
    private readonly SemaphoreSlim _redis = new(1, 1);
    private readonly List<FaultKind> _next = [];
    private readonly HashSet<FaultKind> _there = [];
    private readonly long _began = Stopwatch.GetTimestamp();
    private readonly Random _random = new(seed);

    // A Redis that lost its data has no ledger to compare: every second seed goes without.
    private readonly IReadOnlyList<FaultKind> _kinds = [.. FaultKinds.All.Where(k => !k.LosesData || seed % 2 == 0)];

    /// <summary>Gets how often each kind was injected.</summary>
    public IReadOnlyDictionary<string, int> Injected => _injected;

    /// <summary>Gets the times in which processes could not share their work.</summary>
    public IReadOnlyCollection<FaultWindow> Windows => _windows;

    /// <summary>Gets whether Redis lost its data.</summary>
    public bool LostData => _windows.Any(static w => w.Kind.LosesData);

    /// <summary>Injects faults until it is canceled, and repairs what is broken then.</summary>
    public Task RunAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(Enumerable.Range(0, Lanes).Select(lane => Task.Run(() => RunLaneAsync(new Random((seed * Lanes) + lane), cancellationToken), CancellationToken.None)));

    public void Dispose() => _redis.Dispose();

    private async Task RunLaneAsync(Random random, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            await Task.Delay(random.Next(50, 900), stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!stop.IsCancellationRequested)
            {
                await InjectAsync(Next(), random);
            }
        }
    }

    // A fault that began runs to its end, so that it is undone. Two faults of Redis at once would undo each other.
    private async Task InjectAsync(FaultKind kind, Random random)
    {
        if (kind.StrikesRedis)
        {
            await _redis.WaitAsync(CancellationToken.None);
        }

        var from = DateTimeOffset.UtcNow;
        try
        {
            await kind.InjectAsync(world, random, CancellationToken.None);
            _injected.AddOrUpdate(kind.Name, 1, static (_, n) => n + 1);
        }
        catch (IOException)
        {
            // The server that it should strike was down.
        }
        catch (System.Net.Sockets.SocketException)
        {
            // The same.
        }
        catch (OperationCanceledException)
        {
            // The server that it should strike was frozen.
        }
        finally
        {
            if (kind.StrikesRedis || kind.SpoilsEntries)
            {
                _windows.Enqueue(new(kind, from, DateTimeOffset.UtcNow));
            }

            lock (_random)
            {
                _there.Remove(kind);
            }

            if (kind.StrikesRedis)
            {
                _redis.Release();
            }
        }
    }

    private bool RedisIsQuiet => Stopwatch.GetElapsedTime(_began).Ticks % (RedisIsStruck + RedisIsLeft).Ticks > RedisIsStruck.Ticks;

    private FaultKind Next()
    {
        lock (_random)
        {
            // A kind that is there already would undo itself.
            var isQuiet = RedisIsQuiet;
            bool Fits(FaultKind kind) => !_there.Contains(kind) && !(isQuiet && kind.StrikesRedis);
            var next = _next.FindIndex(Fits);
            if (next < 0)
            {
                _next.AddRange(_kinds.OrderBy(_ => _random.Next()));
                next = _next.FindIndex(Fits);
            }

            var kind = _next[next];
            _there.Add(kind);
            _next.RemoveAt(next);
            return kind;
        }
    }
}
