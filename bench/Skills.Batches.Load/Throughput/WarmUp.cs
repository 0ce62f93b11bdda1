using System.Diagnostics;
using System.Runtime;

namespace Skills.Batches.Load.Throughput;

/// <summary>Runs what is measured until its methods are compiled for good. Connections are open then too.</summary>
internal static class WarmUp
{
    private const int Items = 5_000;

    // The runtime compiles hot methods again, at the soonest 100 ms after the last new one.
    private static readonly TimeSpan Least = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Most = TimeSpan.FromSeconds(60);
    private const double MostCompiling = 0.03;

    /// <summary>Runs small pieces of work for three seconds, and on until the compiler takes less than 3 % of the time of a second. It gives up after a minute.</summary>
    /// <param name="run">Works on a number of items.</param>
    public static async Task RunAsync(Func<int, Task> run)
    {
        var began = Stopwatch.GetTimestamp();
        do
        {
            var (piece, compiled) = (Stopwatch.GetTimestamp(), JitInfo.GetCompilationTime());
            do
            {
                await run(Items);
            }
            while (Stopwatch.GetElapsedTime(piece) < TimeSpan.FromSeconds(1));

            if (Stopwatch.GetElapsedTime(began) >= Least && (JitInfo.GetCompilationTime() - compiled) / Stopwatch.GetElapsedTime(piece) < MostCompiling)
            {
                return;
            }
        }
        while (Stopwatch.GetElapsedTime(began) < Most);
    }
}
