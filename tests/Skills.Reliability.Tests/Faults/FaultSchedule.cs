using System.Collections.Concurrent;

namespace Skills.Reliability.Tests.Faults;

/// <summary>Injects faults in an order drawn from a seed: up to three at once, every kind once before any comes again, with quiet times between.</summary>
internal sealed class FaultSchedule(World world, int seed) : IDisposable
{
    private const int Lanes = 3;

    private readonly ConcurrentDictionary<string, int> _injected = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<FaultWindow> _windows = new();
    private readonly SemaphoreSlim _redis = new(1, 1);
    private readonly ConcurrentQueue<FaultKind> _next = new();
    private readonly Random _random = new(seed);

    // A Redis that lost its data has no ledger to compare: every second seed goes without.
    private readonly IReadOnlyList<FaultKind> _kinds = [.. FaultKinds.All.Where(k => !k.LosesData || seed % 2 == 0)];

    /// <summary>Gets how often each kind was injected.</summary>
    public IReadOnlyDictionary<string, int> Injected => _injected;

    /// <summary>Gets the times in which Redis or a process was struck.</summary>
    public IReadOnlyCollection<FaultWindow> WithoutRedis => _windows;

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
            if (kind.StrikesRedis)
            {
                _windows.Enqueue(new(from, DateTimeOffset.UtcNow, kind.LosesData));
                _redis.Release();
            }
        }
    }

    private FaultKind Next()
    {
        lock (_random)
        {
            if (_next.IsEmpty)
            {
                foreach (var kind in _kinds.OrderBy(_ => _random.Next()).ToList())
                {
                    _next.Enqueue(kind);
                }
            }

            return _next.TryDequeue(out var next) ? next : _kinds[0];
        }
    }
}
