using System.Diagnostics;

namespace Skills.Batches.Load.Throughput;

/// <summary>The processor time of processes so far.</summary>
internal static class CpuTime
{
    /// <summary>Returns the time of processes together, in seconds.</summary>
    public static double Of(IEnumerable<int> processes) => processes.Sum(static id =>
    {
        using var process = Process.GetProcessById(id);
        return process.TotalProcessorTime.TotalSeconds;
    });
}
