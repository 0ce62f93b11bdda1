using System.Diagnostics;

namespace Skills.Reliability.Tests.Workers;

/// <summary>Notes when this process did not run, since no deadline can hold then: a thread that should wake every 10 ms notes by how much it was late.</summary>
internal sealed class PauseMeter
{
    private const int EveryMs = 10;
    private const double NotedMs = 20;

    private readonly Lock _gate = new();
    private readonly List<(long At, double Ms)> _pauses = [];
    private long _asleepSince = Stopwatch.GetTimestamp();

    public void Start() => new Thread(Run) { IsBackground = true }.Start();

    /// <summary>The pauses since a timestamp, together, with one that has not ended.</summary>
    public double Since(long timestamp)
    {
        lock (_gate)
        {
            var sum = Noted(LateMs());
            for (var i = _pauses.Count - 1; i >= 0 && _pauses[i].At >= timestamp; i--)
            {
                sum += _pauses[i].Ms;
            }

            return sum;
        }
    }

    // Both a thread of its own and the pool: either may be starved.
    private void Run()
    {
        while (true)
        {
            using var ran = new ManualResetEventSlim();
            Thread.Sleep(EveryMs);
            ThreadPool.UnsafeQueueUserWorkItem(static e => e.Set(), ran, preferLocal: false);
            ran.Wait();
            lock (_gate)
            {
                if (Noted(LateMs()) is > 0 and var late)
                {
                    _pauses.Add((Stopwatch.GetTimestamp(), late));
                }

                _asleepSince = Stopwatch.GetTimestamp();
            }
        }
    }

    private double LateMs() => Stopwatch.GetElapsedTime(_asleepSince).TotalMilliseconds - EveryMs;

    private static double Noted(double lateMs) => lateMs > NotedMs ? lateMs : 0;
}
