using System.Globalization;
using Skills.Engine.Batches;

namespace Skills.Engine.BatchJob;

/// <summary>Shows progress on one line of a terminal, and on lines of their own in a file.</summary>
internal static class ProgressBar
{
    private const int Width = 40;

    public static void Show(BatchProgress progress, long total)
    {
        var done = (int)(Width * progress.Finished / total);
        var rate = progress.ItemsPerSecond is { } perSecond ? string.Create(CultureInfo.InvariantCulture, $"{perSecond:F0}/s") : "";
        var left = progress.ItemsPerSecond is > 0 and var speed ? TimeSpan.FromSeconds((total - progress.Finished) / speed).ToString(@"mm\:ss", CultureInfo.InvariantCulture) : "--:--";
        var line = string.Create(CultureInfo.InvariantCulture, $"[{new string('#', done)}{new string('.', Width - done)}] {progress.Finished}/{total} {rate} {left} {progress.Spent.Usd ?? 0:F4} USD, {progress.Failed} failed");
        Console.Write(Console.IsOutputRedirected ? line + "\n" : $"\r{line.PadRight(100)}");
    }
}
