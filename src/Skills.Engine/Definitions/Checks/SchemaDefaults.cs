using System.Text.Json;
using System.Text.Json.Nodes;

namespace Skills.Engine.Definitions;

/// <summary>Holds the <c>default</c> values in a JSON Schema against the subschemas they stand in.</summary>
internal sealed class SchemaDefaults(JsonElement schema, SkillNode node, SkillDiagnosticCode code, DiagnosticList diagnostics)
{
    private const string Base = "urn:skill-file:schema";

    public void Check() => Walk(schema, "", 0);

    private void Walk(JsonElement part, string pointer, int depth)
    {
        if (part.ValueKind != JsonValueKind.Object || depth > 64)
        {
            return;
        }

        if (part.TryGetProperty("default", out var value))
        {
            Hold(value, pointer);
        }

        foreach (var keyword in part.EnumerateObject())
        {
            var at = $"{pointer}/{Escape(keyword.Name)}";
            switch (SchemaKeywords.KindOf(keyword.Name), keyword.Value.ValueKind)
            {
                case (SchemaKeywords.Kind.Schema, JsonValueKind.Object):
                    Walk(keyword.Value, at, depth + 1);
                    break;
                case (SchemaKeywords.Kind.Map, JsonValueKind.Object):
                    foreach (var entry in keyword.Value.EnumerateObject())
                    {
                        Walk(entry.Value, $"{at}/{Escape(entry.Name)}", depth + 1);
                    }

                    break;
                case (SchemaKeywords.Kind.List, JsonValueKind.Array):
                    foreach (var (index, entry) in keyword.Value.EnumerateArray().Index())
                    {
                        Walk(entry, $"{at}/{index}", depth + 1);
                    }

                    break;
                default:
                    break;
            }
        }
    }

    // The subschema is compiled in its place, since it may refer to others of the whole.
    private void Hold(JsonElement value, string pointer)
    {
        var whole = JsonObject.Create(schema)!;
        var id = schema.TryGetProperty("$id", out var own) && own.ValueKind == JsonValueKind.String ? own.GetString()! : Base;
        whole["$id"] = id;
        var place = string.Join('/', pointer.Split('/').Select(Uri.EscapeDataString));
        var wrapped = new JsonObject { ["$ref"] = $"{id}#{place}", ["$defs"] = new JsonObject { ["whole"] = whole } };
        if (SchemaCheck.TryCompile(JsonSerializer.SerializeToElement(wrapped), out var compiled) is not null || compiled!.Validate(value) is not { IsValid: false } result)
        {
            return;
        }

        foreach (var error in result.Errors)
        {
            var wrong = code == SkillDiagnosticCode.InputSchema ? SkillDiagnosticCode.BadDefault : code;
            diagnostics.Add(wrong, node.Nearest($"{pointer}/default{error.InstanceLocation}"), $"This default does not satisfy its schema: {error.Message}");
        }
    }

    private static string Escape(string name) => name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);
}
