using System.Text.Json;
using System.Text.Json.Nodes;
using Skills.Engine.Definitions;
using Skills.Engine.SkillFiles.Sources;

namespace Skills.Engine.SkillFiles.Checks;

/// <summary>Holds the <c>default</c> values in a JSON Schema against the subschemas they stand in.</summary>
internal sealed class SchemaDefaults(JsonElement schema, SkillNode node, SkillDiagnosticCode code, DiagnosticList diagnostics)
{
    private const string Base = "urn:skill-file:schema";

    private readonly List<(string Pointer, JsonElement Value)> _defaults = [];

    public void Check()
    {
        Walk(schema, "", 0);
        if (_defaults.Count == 0)
        {
            return;
        }

        // All at once, and each subschema in its place, since it may refer to others of the whole.
        var whole = JsonObject.Create(schema)!;
        var id = schema.TryGetProperty("$id", out var own) && own.ValueKind == JsonValueKind.String ? own.GetString()! : Base;
        whole["$id"] = id;
        var (parts, values) = (new JsonObject(), new JsonObject());
        foreach (var (index, (pointer, value)) in _defaults.Index())
        {
            parts[Name(index)] = new JsonObject { ["$ref"] = $"{id}#{string.Join('/', pointer.Split('/').Select(Uri.EscapeDataString))}" };
            values[Name(index)] = JsonTrees.ToNode(value);
        }

        var held = new JsonObject { ["properties"] = parts, ["$defs"] = new JsonObject { ["whole"] = whole } };
        if (SchemaCheck.TryCompile(JsonTrees.ToElement(held), out var compiled) is not null || compiled!.Validate(JsonTrees.ToElement(values)) is not { IsValid: false } result)
        {
            return;
        }

        var wrong = code == SkillDiagnosticCode.InputSchema ? SkillDiagnosticCode.BadDefault : code;
        foreach (var error in result.Errors.Where(static e => e.InstanceLocation.Length > 1))
        {
            var at = error.InstanceLocation.Split('/', 3);
            var pointer = _defaults[int.Parse(at[1], System.Globalization.CultureInfo.InvariantCulture)].Pointer;
            diagnostics.Add(wrong, node.Nearest($"{pointer}/default{(at.Length > 2 ? "/" + at[2] : "")}"), $"This default does not satisfy its schema: {error.Message}");
        }
    }

    private static string Name(int index) => index.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private void Walk(JsonElement part, string pointer, int depth)
    {
        if (part.ValueKind != JsonValueKind.Object || depth > 64)
        {
            return;
        }

        if (part.TryGetProperty("default", out var value))
        {
            _defaults.Add((pointer, value));
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

    private static string Escape(string name) => name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);
}
