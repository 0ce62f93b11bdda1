using System.Diagnostics;

namespace Skills.Reliability.Tests.Workers;

/// <summary>What a process holds while it has nothing to do.</summary>
internal sealed record WorkerUsage(long HeapBytes, int Files, int Threads)
{
    private const int MostLooks = 40;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    /// <summary>Measures until no more files and threads are there than before, or for ten seconds: pools let their connections go in their own time.</summary>
    public static async Task<WorkerUsage> SettledAsync(WorkerUsage before)
    {
        var now = Measure();
        for (var look = 0; look < MostLooks && (now.Files > before.Files || now.Threads > before.Threads); look++)
        {
            await Task.Delay(Pause);
            now = Measure();
        }

        return now;
    }

    public static WorkerUsage Measure()
    {
        for (var i = 0; i < 2; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        using var process = Process.GetCurrentProcess();
        return new(GC.GetTotalMemory(forceFullCollection: true), Directory.Exists("/proc/self/fd") ? Directory.GetFiles("/proc/self/fd").Length : 0, process.Threads.Count);
    }
}

/// <summary>What a process says at its end.</summary>
internal sealed record WorkerEnd(string Process, WorkerUsage Base, WorkerUsage End, long Executions, long Attempts, long LogWritten, long LogLost);
