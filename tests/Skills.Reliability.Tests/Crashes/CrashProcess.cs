using System.Diagnostics;
using System.Globalization;

namespace Skills.Reliability.Tests.Crashes;

/// <summary>This test executable, started again to be killed in the middle of its work.</summary>
internal static class CrashProcess
{
    /// <summary>Kills it as soon as it has written so much, and returns the last number that it said.</summary>
    public static async Task<long> KillAsync(string work, long after, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true };
        if (Path.GetFileNameWithoutExtension(start.FileName) == "dotnet")
        {
            start.ArgumentList.Add(typeof(CrashProcess).Assembly.Location);
        }

        start.Environment[CrashWorker.Variable] = work;
        using var process = Process.Start(start)!;
        try
        {
            var written = 0L;
            while (written < after && await process.StandardOutput.ReadLineAsync(cancellationToken) is { } line)
            {
                written = long.Parse(line, CultureInfo.InvariantCulture);
            }

            Assert.True(written >= after, "The process ended by itself.");
            return written;
        }
        finally
        {
            process.Kill();
            await process.WaitForExitAsync(CancellationToken.None);
        }
    }
}
