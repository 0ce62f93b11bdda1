using System.Diagnostics;

namespace Skills.Reliability.Tests.Workers;

/// <summary>Notes when this process did not run, since no deadline can hold then: a thread that should wake every 10 ms notes by how much it was late.</summary>
internal sealed class PauseMeter
{
    private const int EveryMs = 10;
    private const double NotedMs = 20;

    private readonly Lock _gate = new();
    private readonly List<(long At, double Ms)> _pauses = [];

    public void Start() => new Thread(Run) { IsBackground = true }.Start();

    /// <summary>The pauses since a timestamp, together.</summary>
    public double Since(long timestamp)
    {
        lock (_gate)
        {
            var sum = 0.0;
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
            var began = Stopwatch.GetTimestamp();
            using var ran = new ManualResetEventSlim();
            Thread.Sleep(EveryMs);
            ThreadPool.UnsafeQueueUserWorkItem(static e => e.Set(), ran, preferLocal: false);
            ran.Wait();
            var late = Stopwatch.GetElapsedTime(began).TotalMilliseconds - EveryMs;
            if (late > NotedMs)
            {
                lock (_gate)
                {
                    _pauses.Add((Stopwatch.GetTimestamp(), late));
                }
            }
        }
    }
}
