using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Skills.Benchmarks.Growth;

namespace Skills.Benchmarks.Table;

/// <summary>One table: operation, ours, yardstick of the same run, ratio, bytes. Printed as Markdown; written as JSON where a file is named.</summary>
internal static class TableBench
{
    private const int Passes = 3;
    private static readonly JsonSerializerOptions Indented = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    private const string Begin = "<!-- table -->";
    private const string End = "<!-- /table -->";

    /// <summary>Prints the table, and writes it as JSON when a file is named.</summary>
    public static async Task<int> RunAsync(string? file)
    {
        var report = await MeasureAsync();
        Console.Write(TextOf(report));
        if (file is not null)
        {
            await File.WriteAllTextAsync(file, JsonSerializer.Serialize(report, Indented));
        }

        return 0;
    }

    /// <summary>Writes the table and the growth plots into the page about performance.</summary>
    /// <param name="docs">The folder of the docs.</param>
    public static async Task<int> WriteDocsAsync(string docs)
    {
        var page = Path.Combine(docs, "performance.md");
        var text = await File.ReadAllTextAsync(page);
        var (from, to) = (text.IndexOf(Begin, StringComparison.Ordinal), text.IndexOf(End, StringComparison.Ordinal));
        if (from < 0 || to < from)
        {
            throw new InvalidDataException($"{page} has no part between '{Begin}' and '{End}'.");
        }

        var table = TextOf(await MeasureAsync());
        var growth = await GrowthBench.WriteAsync(docs);
        Console.Write(table);
        await File.WriteAllTextAsync(page, $"{text[..from]}{Begin}\n{table}\n## Growth\n\n{growth}{text[to..]}");
        return 0;
    }

    private static async Task<TableReport> MeasureAsync()
    {
        var job = TableJob.Load();
        await using var executions = await ExecutionContests.StartAsync(job);
        await using var calls = await HttpContests.StartAsync();
        await using var starts = await ColdContests.StartAsync();
        Contest[] contests = [.. LanguageContests.Of(job), .. executions.All(), .. calls.All(), .. starts.All()];
        return new(DateTimeOffset.UtcNow, RuntimeInformation.FrameworkDescription, Environment.ProcessorCount, Measured(contests));
    }

    /// <summary>Prints what changed from one table to another.</summary>
    public static int Compare(string before, string after)
    {
        var earlier = Read(before).Rows.ToDictionary(static r => (r.Operation, r.Yardstick));
        Console.WriteLine("| operation | yardstick | ratio before | ratio after | bytes before | bytes after |");
        Console.WriteLine("|---|---|---|---|---|---|");
        foreach (var row in Read(after).Rows)
        {
            var known = earlier.GetValueOrDefault((row.Operation, row.Yardstick));
            Console.WriteLine($"| {row.Operation} | {row.Yardstick} | {RatioOf(known)} | {RatioOf(row)}{Verdict(known, row)} | {BytesOf(known)} | {BytesOf(row)} |");
        }

        return 0;
    }

    // Passes take turns over all contests, so that a busy minute of the machine falls on all of them.
    private static List<TableRow> Measured(Contest[] contests)
    {
        var ours = contests.Select(static _ => new List<Cost>()).ToArray();
        var theirs = contests.Select(static _ => new List<double>()).ToArray();
        for (var pass = 0; pass < Passes; pass++)
        {
            for (var i = 0; i < contests.Length; i++)
            {
                Console.Error.WriteLine($"pass {pass + 1} of {Passes}, {i + 1} of {contests.Length}: {contests[i].Operation} beside {contests[i].Yardstick}");
                ours[i].Add(contests[i].Ours());
                if (contests[i].Theirs(pass) is { } nanoseconds)
                {
                    theirs[i].Add(nanoseconds);
                }
            }
        }

        return [.. contests.Select((c, i) => new TableRow(c.Operation, c.Yardstick, [.. ours[i].Select(static o => o.Nanoseconds)], [.. theirs[i]], ours[i].Min(static o => o.Bytes)))];
    }

    private static string TextOf(TableReport report)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"Measured on {report.Measured:yyyy-MM-dd}, {report.Runtime}, {report.Cores} cores, {Passes} passes. The ratio says how many times as fast as the yardstick ours is: minimum, median, maximum.\n\n");
        text.Append("| operation | ours | allocated | yardstick | its time | ratio |\n|---|---|---|---|---|---|\n");
        foreach (var row in report.Rows)
        {
            var theirs = row.YardstickNs.Length == 0 ? "not installed" : Cost.Duration(row.YardstickNs.Min());
            text.Append(CultureInfo.InvariantCulture, $"| {row.Operation} | {Cost.Duration(row.OursNs.Min())} | {BytesOf(row)} | {row.Yardstick} | {theirs} | {RatioOf(row)} |\n");
        }

        return text.ToString();
    }

    private static string RatioOf(TableRow? row) => row?.Ratios is not { Length: > 0 } ratios
        ? "-"
        : string.Create(CultureInfo.InvariantCulture, $"{ratios[0]:G3}, {ratios[ratios.Length / 2]:G3}, {ratios[^1]:G3}");

    private static string BytesOf(TableRow? row) => row is null or { Bytes: < 0 } ? "-" : string.Create(CultureInfo.InvariantCulture, $"{row.Bytes:N0} B");

    // Ranges that overlap are noise.
    private static string Verdict(TableRow? before, TableRow after) => before?.Ratios is not { Length: > 0 } earlier || after.Ratios is not { Length: > 0 } now ? ""
        : now[^1] < earlier[0] ? " (slower)"
        : now[0] > earlier[^1] ? " (faster)"
        : "";

    private static TableReport Read(string file) => JsonSerializer.Deserialize<TableReport>(File.ReadAllText(file), Indented)
        ?? throw new InvalidDataException($"'{file}' holds no table.");
}
