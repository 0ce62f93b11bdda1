using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Skills.Engine.Quickstart;

/// <summary>Prints a result as a small table.</summary>
internal static class Report
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void Print(SkillResult result)
    {
        Console.WriteLine($"{result.SkillId} {result.SkillVersion}: {result.Status}");
        foreach (var error in result.Errors)
        {
            Console.WriteLine($"  {error.Code} at step {(int)error.Step} {error.Path}: {error.Message}");
        }

        if (result.Outputs is { } outputs)
        {
            Console.WriteLine(Indent(JsonSerializer.Serialize(outputs, Indented)));
        }

        Row("model", result.ModelId is null ? "none" : $"{result.ModelProvider}/{result.ModelId}");
        Row("tokens", $"{Number(result.TokensInput)} in, {Number(result.TokensOutput)} out");
        Row("cost", result.CostUsd is { } cost ? string.Create(CultureInfo.InvariantCulture, $"${cost:0.000000} ({result.Cost.Kind})") : "unknown");
        Row("cache hit", result.CacheHit ? "yes" : "no");
        Row("time", string.Create(CultureInfo.InvariantCulture, $"{result.LatencyMs:0.000} ms"));
        foreach (var step in Enum.GetValues<SkillStep>())
        {
            Row($"  {(int)step} {step}", result.StepTimings.TryGetValue(step, out var ms) ? string.Create(CultureInfo.InvariantCulture, $"{ms:0.000} ms") : "-");
        }

        Console.WriteLine();
    }

    private static void Row(string name, string value) => Console.WriteLine($"  {name,-20} {value}");

    private static string Number(long? value) => value?.ToString(CultureInfo.InvariantCulture) ?? "?";

    private static string Indent(string text) => string.Join('\n', text.Split('\n').Select(static line => "  " + line));
}
