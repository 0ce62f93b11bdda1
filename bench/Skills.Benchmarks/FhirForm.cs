using System.Text.Json;
using System.Text.Json.Nodes;

namespace Skills.Benchmarks;

/// <summary>
/// A schema of FHIR's form and size: one of 118 resources by their <c>resourceType</c>, closed objects of shared data types that refer to
/// each other, and patterns for primitive values. The real one is not part of the repository.
/// </summary>
internal static class FhirForm
{
    private const int Resources = 118;
    private const int DataTypes = 40;
    private const int PropertiesOfEach = 24;

    /// <summary>Writes <c>fhir.schema.json</c>, and a valid and an invalid resource with nine faults.</summary>
    public static void Write(string folder)
    {
        File.WriteAllText(Path.Combine(folder, "fhir.schema.json"), Schema().ToJsonString());
        File.WriteAllText(Path.Combine(folder, "fhir.valid.json"), Resource(wrong: false).ToJsonString());
        File.WriteAllText(Path.Combine(folder, "fhir.invalid.json"), Resource(wrong: true).ToJsonString());
    }

    private static JsonObject Schema()
    {
        var definitions = new JsonObject
        {
            ["string"] = new JsonObject { ["type"] = "string", ["pattern"] = "^[ \\r\\n\\t\\S]+$" },
            ["code"] = new JsonObject { ["type"] = "string", ["pattern"] = "^[^\\s]+(\\s[^\\s]+)*$" },
            ["date"] = new JsonObject { ["type"] = "string", ["pattern"] = "^[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[1-2][0-9]|3[0-1]))?)?$" },
            ["decimal"] = new JsonObject { ["type"] = "number" },
        };
        for (var i = 0; i < DataTypes; i++)
        {
            definitions[$"Type{i}"] = Closed(Members(i, i + 1 < DataTypes ? i + 1 : i));
        }

        var alternatives = new JsonArray();
        for (var i = 0; i < Resources; i++)
        {
            var members = Members(i, i % DataTypes);
            members["resourceType"] = new JsonObject { ["const"] = $"Resource{i}" };
            var resource = Closed(members);
            resource["required"] = new JsonArray("resourceType", "p0");
            definitions[$"Resource{i}"] = resource;
            alternatives.Add(new JsonObject { ["$ref"] = $"#/$defs/Resource{i}" });
        }

        return new() { ["$schema"] = "https://json-schema.org/draft/2020-12/schema", ["oneOf"] = alternatives, ["$defs"] = definitions };
    }

    private static JsonObject Closed(JsonObject members) => new() { ["type"] = "object", ["properties"] = members, ["additionalProperties"] = false };

    private static JsonObject Members(int seed, int type)
    {
        string[] primitives = ["string", "code", "date", "decimal"];
        var members = new JsonObject();
        for (var p = 0; p < PropertiesOfEach; p++)
        {
            JsonNode one = new JsonObject { ["$ref"] = p % 3 == 2 ? $"#/$defs/Type{(type + p) % DataTypes}" : $"#/$defs/{primitives[(seed + p) % primitives.Length]}" };
            members[$"p{p}"] = p % 4 == 3 ? new JsonObject { ["type"] = "array", ["items"] = one } : one;
        }

        return members;
    }

    private static JsonObject Resource(bool wrong)
    {
        var resource = Value(40, 0, wrong, depth: 3);
        resource["resourceType"] = "Resource40";
        if (wrong)
        {
            resource["unknown"] = true;
        }

        return resource;
    }

    // Values by the seed of their type, as Members declares them.
    private static JsonObject Value(int seed, int type, bool wrong, int depth)
    {
        JsonNode?[] primitives = ["a text", "a-code", "2026-11-28", JsonValue.Create(1.5)];
        var value = new JsonObject();
        for (var p = 0; p < PropertiesOfEach; p++)
        {
            var isNested = p % 3 == 2;
            if (isNested && (depth == 0 || p > 8))
            {
                continue;
            }

            var inner = (type + p) % DataTypes;
            var one = isNested ? Value(inner, inner + 1, wrong, depth - 1) : wrong && depth > 1 && p is 4 or 6 ? new JsonArray() : primitives[(seed + p) % primitives.Length]!.DeepClone();
            value[$"p{p}"] = p % 4 == 3 ? new JsonArray(one) : one;
        }

        return JsonSerializer.Deserialize<JsonObject>(value.ToJsonString())!;
    }
}
