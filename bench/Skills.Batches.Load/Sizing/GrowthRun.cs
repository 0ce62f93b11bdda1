using System.Globalization;
using Skills.Batches.Load.Throughput;

namespace Skills.Batches.Load.Sizing;

/// <summary>Measures the speed of runs of different sizes with different numbers of processes.</summary>
/// <param name="Most">Items of the largest run.</param>
internal sealed record GrowthRun(int Most)
{
    private const int Least = 1_000;
    private const int Parallelism = 32;

    private static readonly int[] Workers = [1, 2, 4];

    private IReadOnlyList<int> Sizes => [.. Enumerable.Range(0, 10).Select(static power => (int)(Least * Math.Pow(10, power))).TakeWhile(size => size <= Most)];

    /// <summary>Measures what is not measured yet, and returns the table and the plot.</summary>
    public async Task<(string Table, string Svg)> MeasureAsync(GrowthState state)
    {
        var bare = new List<double>();
        var rates = Workers.ToDictionary(static w => w, static _ => new List<double>());
        var (step, steps) = (0, Sizes.Count * (Workers.Length + 1));
        foreach (var size in Sizes)
        {
            foreach (var workers in Workers)
            {
                Console.Error.WriteLine($"growth: step {++step} of {steps}, {size} items, {workers} process(es)");
                rates[workers].Add(await state.RateAsync(size, $"{workers}", () => RateAsync(new("redis", size, workers, Parallelism))));
            }

            Console.Error.WriteLine($"growth: step {++step} of {steps}, {size} items, bare loop");
            bare.Add(await state.RateAsync(size, "bare", () => BareAsync(new("redis", size, Workers[^1], Parallelism))));
        }

        return (TableOf(rates, bare), SvgOf(rates));
    }

    private static async Task<double> BareAsync(ThroughputRun run)
    {
        await using var store = await LoadStore.StartAsync(run.Kind);
        return (await run.BareAsync(store, BareLoop.Grouped)).PerSecond;
    }

    private static async Task<double> RateAsync(ThroughputRun run)
    {
        await using var store = await LoadStore.StartAsync(run.Kind);
        var (rate, _, rows) = await run.RunAsync(store);
        Console.Error.WriteLine(rate);
        return rows == run.Items ? rate.PerSecond : throw new InvalidOperationException($"{run.Items - rows} items have no result.");
    }

    private string TableOf(Dictionary<int, List<double>> rates, List<double> bare)
    {
        var lines = new List<string>
        {
            $"| items | {string.Join(" | ", Workers.Select(static w => $"{w} process{(w == 1 ? "" : "es")}"))} | bare loop, {Workers[^1]} processes |",
            $"|---|{string.Concat(Workers.Select(static _ => "---|"))}---|",
        };
        lines.AddRange(Sizes.Select((size, i) => string.Create(CultureInfo.InvariantCulture, $"| {size:N0} | {string.Join(" | ", Workers.Select(w => string.Create(CultureInfo.InvariantCulture, $"{rates[w][i]:N0}/s")))} | {bare[i]:N0}/s |")));
        return string.Join('\n', lines);
    }

    private string SvgOf(Dictionary<int, List<double>> rates) => Plot.Of(
        "Batch runs on Redis",
        string.Create(CultureInfo.InvariantCulture, $"items of the run, {Sizes[0]:N0} to {Sizes[^1]:N0}, each step ten times more; items per second"),
        [.. Workers.Select(w => new Series($"{w} process{(w == 1 ? "" : "es")}", rates[w]))],
        [.. Sizes.Select(static (_, i) => (double)i)]);
}
