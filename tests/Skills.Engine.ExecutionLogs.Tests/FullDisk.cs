using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Skills.Engine.ExecutionLogs.Tests;

/// <summary>While it lives no file of this process grows past a size: the kernel refuses the write, as a full disk does, and no right is needed for it.</summary>
internal sealed class FullDisk : IDisposable
{
    // The kernel's signal for a file that may not grow; unhandled it ends the process.
    private const int SigXfsz = 25;

    private readonly PosixSignalRegistration _ignored = PosixSignalRegistration.Create((PosixSignal)SigXfsz, static context => context.Cancel = true);

    public FullDisk(long bytes) => Limit(bytes.ToString(CultureInfo.InvariantCulture));

    /// <summary>Makes room again.</summary>
    public void Dispose()
    {
        Limit("unlimited");
        _ignored.Dispose();
    }

    // The soft limit only, which may be raised again.
    private static void Limit(string bytes)
    {
        using var process = Process.Start(new ProcessStartInfo("prlimit", ["--pid", $"{Environment.ProcessId}", $"--fsize={bytes}:"]) { RedirectStandardError = true })!;
        var error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, error);
    }
}
