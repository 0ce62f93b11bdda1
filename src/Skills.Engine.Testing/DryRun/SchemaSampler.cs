using System.Text.Json;
using System.Text.Json.Nodes;
using Skills.JsonSchema;

namespace Skills.Engine.Testing.DryRun;

/// <summary>Makes a value that satisfies a JSON Schema: candidates in a fixed order, the first that the validator accepts. Deterministic.</summary>
internal sealed class SchemaSampler
{
    private const int MaxDepth = 24;
    private const int MostAlternatives = 64;

    private readonly JsonElement _root;
    private int _alternative;
    private int _choices;
    private bool _withOptional;

    private SchemaSampler(JsonElement root) => _root = root;

    /// <summary>A value; null when none of the candidates satisfies the schema.</summary>
    public static JsonElement? Sample(JsonElement schema)
    {
        var compiled = Compile(schema);
        foreach (var withOptional in (bool[])[true, false])
        {
            for (var alternative = 0; alternative < MostAlternatives; alternative++)
            {
                var sampler = new SchemaSampler(schema) { _alternative = alternative, _withOptional = withOptional };
                var value = JsonElement.Parse(sampler.Make(schema, 0)?.ToJsonString() ?? "null");
                if (compiled.IsValid(value))
                {
                    return value;
                }

                // Without choices only the words differ from try to try.
                if (alternative >= SampleText.Words && sampler._choices == 0)
                {
                    break;
                }
            }
        }

        return null;
    }

    public static JsonSchemaValidator Compile(JsonElement schema) =>
        JsonSchemaValidator.Compile(schema, new JsonSchemaOptions { AssertFormat = true });

    private JsonNode? Make(JsonElement schema, int depth)
    {
        if (schema.ValueKind != JsonValueKind.Object || depth > MaxDepth)
        {
            return depth > MaxDepth ? null : "text";
        }

        schema = SchemaMerge.Flatten(schema, _root, Choose);
        if (Fixed(schema) is { } given)
        {
            return given.ValueKind == JsonValueKind.Null ? null : JsonNode.Parse(given.GetRawText());
        }

        return TypeOf(schema) switch
        {
            "object" => MakeObject(schema, depth),
            "array" => MakeArray(schema, depth),
            "string" => SampleText.Make(schema, _alternative),
            "integer" => SampleNumber.Make(schema, whole: true),
            "number" => SampleNumber.Make(schema, whole: false),
            "boolean" => true,
            _ => null,
        };
    }

    // Which of several alternatives: the number of this try, read digit by digit, so that in time every combination comes up.
    private int Choose(int count)
    {
        var choice = _alternative;
        for (var i = 0; i < _choices; i++)
        {
            choice /= 2;
        }

        _choices++;
        return choice % count;
    }

    private JsonElement? Fixed(JsonElement schema)
    {
        if (schema.TryGetProperty("const", out var constant))
        {
            return constant;
        }

        if (schema.TryGetProperty("enum", out var values) && values.ValueKind == JsonValueKind.Array && values.GetArrayLength() > 0)
        {
            return values[values.GetArrayLength() > 1 && _alternative > 0 ? Choose(values.GetArrayLength()) : 0];
        }

        if (_alternative > 0)
        {
            return null;
        }

        return schema.TryGetProperty("examples", out var examples) && examples.ValueKind == JsonValueKind.Array && examples.GetArrayLength() > 0
            ? examples[0]
            : schema.TryGetProperty("default", out var standard) && standard.ValueKind != JsonValueKind.Null ? standard : null;
    }

    private static string TypeOf(JsonElement schema)
    {
        if (schema.TryGetProperty("type", out var type))
        {
            if (type.ValueKind == JsonValueKind.String)
            {
                return type.GetString()!;
            }

            if (type.ValueKind == JsonValueKind.Array)
            {
                return type.EnumerateArray().Select(static t => t.GetString()!).FirstOrDefault(static t => t != "null") ?? "null";
            }
        }

        return schema switch
        {
            _ when Has(schema, "properties", "required", "additionalProperties", "patternProperties", "minProperties", "propertyNames") => "object",
            _ when Has(schema, "items", "prefixItems", "minItems", "contains", "uniqueItems") => "array",
            _ when Has(schema, "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf") => "number",
            _ => "string",
        };
    }

    private static bool Has(JsonElement schema, params ReadOnlySpan<string> keywords)
    {
        foreach (var keyword in keywords)
        {
            if (schema.TryGetProperty(keyword, out _))
            {
                return true;
            }
        }

        return false;
    }

    private JsonObject MakeObject(JsonElement schema, int depth)
    {
        var result = new JsonObject();
        var required = SchemaMerge.Names(schema, "required");
        var optional = _withOptional && depth < 4;
        if (schema.TryGetProperty("properties", out var properties) && properties.ValueKind == JsonValueKind.Object)
        {
            foreach (var property in properties.EnumerateObject())
            {
                if ((optional || required.Contains(property.Name)) && property.Value.ValueKind != JsonValueKind.False)
                {
                    result[property.Name] = Make(property.Value, depth + 1);
                }
            }
        }

        foreach (var name in required.Where(n => !result.ContainsKey(n)))
        {
            result[name] = Make(SchemaOfOther(schema, name), depth + 1);
        }

        for (var i = 1; result.Count < SampleNumber.Whole(schema, "minProperties", 0) && i < 1000; i++)
        {
            var name = schema.TryGetProperty("propertyNames", out var names) && SampleText.Make(names, _alternative) is { Length: > 0 } text ? text + (i == 1 ? "" : $"{i}") : $"property{i}";
            result[name] = Make(SchemaOfOther(schema, name), depth + 1);
        }

        return result;
    }

    private static JsonElement SchemaOfOther(JsonElement schema, string name)
    {
        if (schema.TryGetProperty("patternProperties", out var patterns) && patterns.ValueKind == JsonValueKind.Object)
        {
            foreach (var pattern in patterns.EnumerateObject())
            {
                if (SampleText.Matches(pattern.Name, name))
                {
                    return pattern.Value;
                }
            }
        }

        return schema.TryGetProperty("additionalProperties", out var other) && other.ValueKind == JsonValueKind.Object
            ? other
            : JsonElement.Parse("""{"type":"string"}""");
    }

    private JsonArray MakeArray(JsonElement schema, int depth)
    {
        var result = new JsonArray();
        var least = (int)Math.Min(SampleNumber.Whole(schema, "minItems", 0), 1000);
        var most = (int)Math.Min(SampleNumber.Whole(schema, "maxItems", 1000), 1000);
        var prefix = schema.TryGetProperty("prefixItems", out var first) && first.ValueKind == JsonValueKind.Array ? first.EnumerateArray().ToList() : [];
        var contains = schema.TryGetProperty("contains", out var wanted) && wanted.ValueKind == JsonValueKind.Object ? wanted : (JsonElement?)null;
        var hasItems = schema.TryGetProperty("items", out var items) && items.ValueKind == JsonValueKind.Object;
        var count = Math.Max(least, prefix.Count > 0 ? prefix.Count : _withOptional && hasItems && depth < 4 ? 1 : 0);
        count = Math.Min(Math.Max(count, contains is null ? 0 : prefix.Count + 1), most);
        for (var i = 0; i < count; i++)
        {
            var item = i < prefix.Count ? prefix[i] : contains ?? (hasItems ? items : JsonElement.Parse("{}"));
            result.Add(Vary(Make(item, depth + 1), item, i - prefix.Count, schema));
        }

        return result;
    }

    // Unique items: later ones are told apart by their number, or by the next value of an enum.
    private static JsonNode? Vary(JsonNode? made, JsonElement item, int index, JsonElement schema)
    {
        if (index <= 0 || !schema.TryGetProperty("uniqueItems", out var unique) || unique.ValueKind != JsonValueKind.True)
        {
            return made;
        }

        if (item.TryGetProperty("enum", out var values) && index < values.GetArrayLength())
        {
            return JsonNode.Parse(values[index].GetRawText());
        }

        return made switch
        {
            JsonValue v when v.GetValueKind() == JsonValueKind.String => v.GetValue<string>() + index,
            JsonValue v when v.GetValueKind() == JsonValueKind.Number => v.GetValue<decimal>() + index,
            JsonObject o when o.FirstOrDefault(static p => p.Value is JsonValue v && v.GetValueKind() == JsonValueKind.String) is { Key: { } name } => Renamed(o, name, index),
            _ => made,
        };
    }

    private static JsonObject Renamed(JsonObject o, string name, int index)
    {
        o[name] = o[name]!.GetValue<string>() + index;
        return o;
    }
}
