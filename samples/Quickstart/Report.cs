using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Skills.Engine.Quickstart;

/// <summary>Prints one line for each result with its outputs below, and one table of all results at the end.</summary>
internal sealed class Report
{
    private const int LongestValue = 100;
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly string[] Titles = ["skill", "status", "model", "tokens in", "out", "cost", "cache", "slowest step", "ms"];

    private readonly List<SkillResult> _results = [];

    /// <summary>Gets whether every result so far is a success.</summary>
    public bool AllSucceeded => _results.TrueForAll(static r => r.IsSuccess);

    /// <summary>Prints a result.</summary>
    public void Add(SkillResult result)
    {
        _results.Add(result);
        Console.WriteLine(result);
        foreach (var error in result.Errors)
        {
            Console.WriteLine($"  {error.Code} {error.Path}: {error.Message}");
        }

        if (result.Outputs is { ValueKind: JsonValueKind.Object } outputs)
        {
            foreach (var output in outputs.EnumerateObject())
            {
                Print(output.Name, output.Value);
            }
        }
    }

    /// <summary>Prints the table.</summary>
    public void PrintTable()
    {
        string[][] rows = [Titles, .. _results.Select(Row)];
        var widths = Titles.Select((_, column) => rows.Max(r => r[column].Length)).ToArray();
        Console.WriteLine();
        foreach (var row in rows)
        {
            Console.WriteLine(string.Join("  ", row.Select((cell, column) => IsNumber(column) ? cell.PadLeft(widths[column]) : cell.PadRight(widths[column]))).TrimEnd());
        }
    }

    // Text of several lines, such as Markdown, is printed as text. Everything else takes one line.
    private static void Print(string name, JsonElement value)
    {
        var text = value.ValueKind is JsonValueKind.String ? value.GetString()! : JsonSerializer.Serialize(value, Readable);
        if (text.Contains('\n', StringComparison.Ordinal))
        {
            Console.WriteLine($"  {name}:");
            Console.WriteLine(string.Join('\n', text.TrimEnd().Split('\n').Select(static line => "    " + line)));
            return;
        }

        Console.WriteLine($"  {name}: {(text.Length <= LongestValue ? text : text[..LongestValue] + "…")}");
    }

    private static string[] Row(SkillResult result)
    {
        var slowest = result.StepTimings.Count > 0 ? result.StepTimings.MaxBy(static s => s.Value).Key.ToString() : "-";
        return
        [
            result.SkillId,
            result.Status.ToString(),
            result.ModelId is null ? "-" : $"{result.ModelProvider}/{result.ModelId}",
            Number(result.TokensInput),
            Number(result.TokensOutput),
            result.CostUsd is { } cost ? string.Create(CultureInfo.InvariantCulture, $"${cost:0.000000}") : "unknown",
            result.CacheHit ? "hit" : "miss",
            slowest,
            result.LatencyMs.ToString("0.0", CultureInfo.InvariantCulture),
        ];
    }

    private static bool IsNumber(int column) => column is 3 or 4 or 5 or 8;

    private static string Number(long? value) => value?.ToString(CultureInfo.InvariantCulture) ?? "?";
}
