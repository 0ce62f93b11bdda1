using System.Diagnostics;
using System.Globalization;

namespace Skills.Reliability.Tests.Faults;

/// <summary>Lets no file of a process grow past a size: the kernel refuses the write, as a full disk does.</summary>
internal static class FullDisk
{
    // The soft limit only, which may be raised again. The process may be gone.
    public static async Task LimitAsync(int pid, string bytes)
    {
        using var process = Process.Start(new ProcessStartInfo("prlimit", ["--pid", pid.ToString(CultureInfo.InvariantCulture), $"--fsize={bytes}:"]) { RedirectStandardError = true })!;
        await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
    }
}
