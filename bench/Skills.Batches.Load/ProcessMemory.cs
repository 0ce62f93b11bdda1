using System.Diagnostics;

namespace Skills.Batches.Load;

/// <summary>The memory of processes.</summary>
internal static class ProcessMemory
{
    /// <summary>Returns the resident memory of a process in MiB; 0 when it has ended.</summary>
    public static double MiBOf(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            return process.WorkingSet64 / 1048576.0;
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException)
        {
            return 0;
        }
    }
}
