using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Skills.JsonSchema;

namespace Skills.Benchmarks;

/// <summary>Validation and compilation of a small and of a realistic schema, beside ajv in the same run.</summary>
internal static class JsonSchemaBench
{
    public static void Run()
    {
        var folder = Directory.CreateTempSubdirectory("skills-bench-").FullName;
        foreach (var file in Directory.EnumerateFiles(BenchData.PathOf("schema"), "*.json"))
        {
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        }

        FhirForm.Write(folder);
        var peer = Peer(folder);
        Console.WriteLine($"{"",-38}{"least",12}{"allocated",13}{"beside ajv",12}");
        foreach (var name in new[] { "small", "review", "fhir" })
        {
            Run(folder, name, peer);
        }

        Grow(folder);
        Directory.Delete(folder, recursive: true);
    }

    private static void Run(string folder, string name, Dictionary<string, double> peer)
    {
        var text = Element(folder, $"{name}.schema.json");
        var options = new JsonSchemaOptions { AssertFormat = true };
        var schema = JsonSchemaValidator.Compile(text, options);
        var validBytes = File.ReadAllBytes(Path.Combine(folder, $"{name}.valid.json"));
        var valid = Element(folder, $"{name}.valid.json");
        var invalid = Element(folder, $"{name}.invalid.json");

        Show(peer, $"{name} valid", Measure.Of(() => schema.IsValid(valid)), $"{name} valid");
        if (name != "fhir")
        {
        }

        Show(peer, $"{name} invalid, first fault", Measure.Of(() => schema.IsValid(invalid)), $"{name} invalid");
        Show(peer, $"{name} invalid, all errors", Measure.Of(() => schema.Validate(invalid)), $"{name} invalid, all errors");
        var parse = Measure.Of(() => JsonDocument.Parse(validBytes).Dispose());
        var fromBytes = Measure.Of(() => schema.IsValid(validBytes));
        Show(peer, $"{name} JsonDocument.Parse alone", parse, "");
        Show(peer, $"{name} valid from bytes", fromBytes, $"{name} valid from text");
        Console.WriteLine($"{"",-38}{fromBytes.Nanoseconds / parse.Nanoseconds,12:F2} x JsonDocument.Parse alone");
        Show(peer, $"{name} compile", Measure.Of(() => JsonSchemaValidator.Compile(text, options)), $"{name} compile");
        Console.WriteLine($"{"",-38}{schema.Validate(invalid).Errors.Count,12} errors listed");
    }

    /// <summary>The review instance with its issues repeated, up to 10 MB: the time per byte should stay the same.</summary>
    private static void Grow(string folder)
    {
        var options = new JsonSchemaOptions { AssertFormat = true };
        var text = Encoding.UTF8.GetString(File.ReadAllBytes(Path.Combine(folder, "review.schema.json")));
        var schema = JsonSchemaValidator.Compile(
            JsonElement.Parse(text.Replace("\"maxItems\": 50,", "", StringComparison.Ordinal)), options);
        var review = Element(folder, "review.valid.json");
        var issues = string.Join(',', review.GetProperty("issues").EnumerateArray().Select(issue => issue.GetRawText()));
        foreach (var size in new[] { 10_000, 100_000, 1_000_000, 10_000_000 })
        {
            var repeated = string.Join(',', Enumerable.Repeat(issues, Math.Max(1, size / issues.Length)));
            var bytes = Encoding.UTF8.GetBytes(review.GetRawText().Replace(issues, repeated, StringComparison.Ordinal));
            var element = JsonElement.Parse(bytes);
            var cost = Measure.Of(() => schema.IsValid(element), rounds: 12);
            Console.WriteLine($"{$"review of {bytes.Length:N0} bytes",-38}{cost} {cost.Nanoseconds / bytes.Length,8:F2} ns a byte, {(schema.IsValid(element) ? "valid" : "invalid")}");
        }
    }

    private static void Show(Dictionary<string, double> peer, string name, Cost cost, string peerName)
    {
        var beside = peer.TryGetValue(peerName, out var time)
            ? string.Create(CultureInfo.InvariantCulture, $"{cost.Nanoseconds / time,8:F2} x {Cost.Duration(time)}")
            : "";
        Console.WriteLine($"{name,-38}{cost}{beside}");
    }

    private static JsonElement Element(string folder, string file) => JsonElement.Parse(File.ReadAllBytes(Path.Combine(folder, file)));

    private static Dictionary<string, double> Peer(string folder)
    {
        var script = BenchData.Find(Path.Combine("bench", "ajv", "bench.mjs"));
        if (script is null || !Directory.Exists(Path.Combine(Path.GetDirectoryName(script)!, "node_modules")))
        {
            Console.WriteLine("ajv is not installed: run npm install in bench/ajv to see it beside.");
            return [];
        }

        using var node = Process.Start(new ProcessStartInfo("node", [script, folder]) { RedirectStandardOutput = true })!;
        var output = node.StandardOutput.ReadToEnd();
        node.WaitForExit();
        return JsonElement.Parse(output).EnumerateObject().ToDictionary(entry => entry.Name, entry => entry.Value.GetDouble());
    }
}
