using System.Diagnostics;

namespace Skills.Benchmarks.Endurance;

/// <summary>What this process holds at a moment.</summary>
/// <param name="ManagedBytes">Managed memory after a collection.</param>
/// <param name="Handles">Open handles.</param>
/// <param name="Sockets">The sockets among them; 0 where the system does not say.</param>
/// <param name="Threads">Threads.</param>
internal readonly record struct ProcessFootprint(long ManagedBytes, int Handles, int Sockets, int Threads)
{
    private const string OpenFiles = "/proc/self/fd";

    public static ProcessFootprint Now()
    {
        var managed = GC.GetTotalMemory(forceFullCollection: true);
        using var process = Process.GetCurrentProcess();
        if (!Directory.Exists(OpenFiles))
        {
            return new(managed, process.HandleCount, 0, process.Threads.Count);
        }

        string[] targets = [.. Directory.EnumerateFileSystemEntries(OpenFiles).Select(TargetOf)];
        return new(managed, targets.Length, targets.Count(static t => t.StartsWith("socket:", StringComparison.Ordinal)), process.Threads.Count);
    }

    // One that was closed meanwhile has no target.
    private static string TargetOf(string file)
    {
        try
        {
            return new FileInfo(file).LinkTarget ?? "";
        }
        catch (IOException)
        {
            return "";
        }
    }
}
