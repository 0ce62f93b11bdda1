using System.Globalization;
using System.Text;

namespace Skills.Benchmarks.Growth;

/// <summary>Measures the curves, and writes them as a table and as plots.</summary>
internal static class GrowthBench
{
    private const int Rounds = 60;

    public static void Run() => Console.WriteLine(TableOf(Measured()));

    /// <summary>Measures the curves and draws a plot for each.</summary>
    /// <param name="docs">The folder of the docs, whose images the plots join.</param>
    /// <returns>The table and the plots, as Markdown.</returns>
    public static async Task<string> WriteAsync(string docs)
    {
        var measured = Measured();
        var text = new StringBuilder(TableOf(measured)).Append('\n');
        foreach (var (curve, costs) in measured)
        {
            var plot = Plot.Of(
                curve.Title,
                string.Create(CultureInfo.InvariantCulture, $"{curve.Sizes[0]} to {curve.Sizes[^1]} {curve.Unit}; microseconds, and kilobytes allocated"),
                [new("µs", [.. costs.Select(static c => c.Nanoseconds / 1000)]), new("KB", [.. costs.Select(static c => c.Bytes / 1024)])],
                [.. curve.Sizes.Select(static s => (double)s)]);
            await File.WriteAllTextAsync(Path.Combine(docs, "images", $"performance-{curve.Key}.svg"), plot).ConfigureAwait(false);
            text.Append(CultureInfo.InvariantCulture, $"![{curve.Title}](images/performance-{curve.Key}.svg)\n\n");
        }

        return text.ToString();
    }

    private static List<(GrowthCurve Curve, Cost[] Costs)> Measured()
    {
        var measured = new List<(GrowthCurve, Cost[])>();
        foreach (var curve in GrowthCurves.All)
        {
            Console.Error.WriteLine($"growth: {curve.Title}");
            measured.Add((curve, [.. curve.Sizes.Select(size => CostOf(curve, size))]));
        }

        return measured;
    }

    private static Cost CostOf(GrowthCurve curve, int size)
    {
        using var started = curve.Start(size);
        return Measure.Of(started.Execute, Rounds);
    }

    private static string TableOf(List<(GrowthCurve Curve, Cost[] Costs)> measured)
    {
        var text = new StringBuilder("| what grows | from | to | time | allocated |\n|---|---|---|---|---|\n");
        foreach (var (curve, costs) in measured)
        {
            text.Append(CultureInfo.InvariantCulture, $"| {curve.Title} | {curve.Sizes[0]} {curve.Unit} | {curve.Sizes[^1]} {curve.Unit} | {Cost.Duration(costs[0].Nanoseconds)} to {Cost.Duration(costs[^1].Nanoseconds)} | {costs[0].Bytes:N0} B to {costs[^1].Bytes:N0} B |\n");
        }

        return text.ToString();
    }
}
