using System.Globalization;
using System.Text.Json;

namespace Skills.Engine.Evaluation.Datasets;

/// <summary>Makes a case from a logged execution. Its outputs were valid, which does not make them right: a person reviews the cases.</summary>
internal static class ExecutionCase
{
    public static SkillTestCase Of(SkillResult result) => new()
    {
        Name = string.Create(CultureInfo.InvariantCulture, $"execution {result.ExecutedAt.UtcDateTime:yyyy-MM-dd HH.mm.ss} {result.ExecutionId}"),
        Input = result.Inputs!.Value,
        Tags = ["from-log"],
        Variant = result.Variant,
        Expect = [JsonElement.Parse("""{"status":"success"}"""), .. Outputs(result.Outputs!.Value)],
    };

    private static IEnumerable<JsonElement> Outputs(JsonElement outputs) => outputs.ValueKind == JsonValueKind.Object
        ? outputs.EnumerateObject().Select(static m => Equal($"$[{JsonSerializer.Serialize(m.Name, Expectations.ShownContext.Relaxed.String)}]", m.Value))
        : [Equal("$", outputs)];

    private static JsonElement Equal(string path, JsonElement value)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            writer.WriteStartObject();
            writer.WriteString("path", path);
            writer.WritePropertyName("equals");
            value.WriteTo(writer);
            writer.WriteEndObject();
        }

        return JsonElement.Parse(stream.GetBuffer().AsSpan(0, (int)stream.Length));
    }
}
