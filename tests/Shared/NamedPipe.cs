using System.Diagnostics;

namespace Skills.Tests;

/// <summary>Makes a named pipe, which nobody writes to, so that opening it to read waits.</summary>
internal static class NamedPipe
{
    public static string Create(string folder, string name)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no named pipes in folders.");
        var path = Path.Combine(folder, name);
        using var made = Process.Start("mkfifo", [path]);
        made.WaitForExit();
        Assert.Equal(0, made.ExitCode);
        return path;
    }
}
