using System.Text.Json;
using System.Text.Json.Nodes;

namespace Skills.Engine.Providers.Http;

/// <summary>
/// Rewrites a JSON Schema for one provider. What the provider cannot say moves into the description as text, for the model to
/// read; we check it on the answer anyway. Gives up on what would change the meaning: open maps, recursion, and the like.
/// </summary>
internal sealed class SchemaLowering(JsonElement schema, SchemaDialect dialect)
{
    private const int MaxDepth = 32;
    private const int MostNodes = 10_000;

    private static readonly HashSet<string> Silent = ["$schema", "$id", "$comment", "$anchor", "$vocabulary", "examples", "default", "deprecated", "readOnly", "writeOnly", "contentMediaType", "contentEncoding", "title"];

    private int _nodes;

    /// <summary>Whether an optional property became nullable.</summary>
    public bool NullsAdded { get; private set; }

    /// <summary>The schema in the dialect; null when it cannot be said.</summary>
    public JsonNode? Run()
    {
        try
        {
            return !dialect.Recursion && References.Cycle(schema) ? null : Lower(schema, 0);
        }
        catch (CannotLower)
        {
            return null;
        }
    }

    private JsonObject Lower(JsonElement node, int depth)
    {
        if (depth > MaxDepth || ++_nodes > MostNodes || node.ValueKind != JsonValueKind.Object)
        {
            // A boolean schema has no counterpart either.
            throw new CannotLower();
        }

        if (dialect.BareRefs && node.Get("$ref") is { } reference && !node.TryGetProperty("$defs", out _))
        {
            return new JsonObject { ["$ref"] = reference.AsText() };
        }

        RefuseOverlap(node);
        var result = new JsonObject();
        var notes = new List<string>();
        foreach (var keyword in node.EnumerateObject())
        {
            Put(result, notes, keyword, depth);
        }

        if (IsObject(node))
        {
            Close(result, node);
        }

        if (notes.Count > 0)
        {
            var text = node.Text("description");
            result["description"] = (string.IsNullOrEmpty(text) ? "" : text + " ") + "(" + string.Join("; ", notes) + ")";
        }

        return result;
    }

    // Once every object is closed, two that describe parts of the same value exclude each other.
    private void RefuseOverlap(JsonElement node)
    {
        if (!dialect.ClosedObjects)
        {
            return;
        }

        var members = ((string[])["anyOf", "oneOf", "allOf"]).SelectMany(k => node.Get(k).Items().ToArray()).ToList();
        var described = members.Count(IsObject);
        var all = node.Get("allOf").Items().Count();
        var names = References.Names(node.Get("required"));
        var properties = node.Get("properties");
        if (described > 0 && (properties is not null || all > 1) || (properties is not null && names.Any(n => properties.Get(n) is null)))
        {
            throw new CannotLower();
        }
    }

    private void Put(JsonObject result, List<string> notes, JsonProperty keyword, int depth)
    {
        var name = keyword.Name;
        var value = keyword.Value;
        switch (name)
        {
            case "properties" or "$defs" or "definitions":
                result[name] = Map(value, depth);
                break;
            case "items" when value.ValueKind == JsonValueKind.Object:
                result[name] = Lower(value, depth + 1);
                break;
            case "anyOf" or "allOf" or "oneOf" or "prefixItems":
                Combine(result, name, value, depth);
                break;
            case "additionalProperties":
                Additional(result, value, depth);
                break;
            case "const" when dialect.ConstAsEnum:
                result["enum"] = new JsonArray(Copy(value));
                break;
            case "format" when dialect.Formats is { } formats && !(value.ValueKind == JsonValueKind.String && formats.Contains(value.AsText())):
                notes.Add(Note(name, value));
                break;
            case "minItems" when value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var least) && least > dialect.MaxMinItems:
                notes.Add(Note(name, value));
                break;
            case "pattern" when value.AsTextOrNull() is { } pattern && (pattern.Contains("(?", StringComparison.Ordinal) || !dialect.Keywords!.Contains(name)):
                notes.Add(Note(name, value));
                break;
            case "not" or "if" or "then" or "else" or "dependentSchemas" or "dependentRequired" or "patternProperties" or "propertyNames"
                or "contains" or "minContains" or "maxContains" or "unevaluatedProperties" or "unevaluatedItems" or "uniqueItems" when !dialect.Keywords!.Contains(name):
                Refine(notes, name, value);
                break;
            default:
                if (dialect.Keywords!.Contains(name))
                {
                    result[name] = Copy(value);
                }
                else if (!Silent.Contains(name))
                {
                    notes.Add(Note(name, value));
                }

                break;
        }
    }

    // Conditions narrow what is allowed, so leaving them out asks for more than enough; references to what is dropped are cut with them.
    private static void Refine(List<string> notes, string name, JsonElement value)
    {
        if (name is "$dynamicRef" or "patternProperties")
        {
            throw new CannotLower();
        }

        notes.Add(Note(name, value));
    }

    private JsonObject Map(JsonElement map, int depth)
    {
        var result = new JsonObject();
        if (map.ValueKind == JsonValueKind.Object)
        {
            foreach (var (name, value) in map.EnumerateObject().Select(static p => (p.Name, p.Value)))
            {
                result[name] = Lower(value, depth + 1);
            }
        }

        return result;
    }

    private void Combine(JsonObject result, string name, JsonElement list, int depth)
    {
        if (list.ValueKind != JsonValueKind.Array)
        {
            throw new CannotLower();
        }

        var written = name == "oneOf" && dialect.OneOfAsAnyOf ? "anyOf" : name;
        if (!dialect.Keywords!.Contains(written) || result.ContainsKey(written))
        {
            throw new CannotLower();
        }

        var members = new JsonArray();
        foreach (var member in list.EnumerateArray())
        {
            members.Add(Lower(member, depth + 1));
        }

        result[written] = members;
    }

    private void Additional(JsonObject result, JsonElement value, int depth)
    {
        if (dialect.ClosedObjects)
        {
            if (value.ValueKind is not JsonValueKind.False)
            {
                throw new CannotLower();
            }

            return;
        }

        if (dialect.Keywords!.Contains("additionalProperties"))
        {
            result["additionalProperties"] = value.ValueKind == JsonValueKind.Object ? Lower(value, depth + 1) : Copy(value);
        }
    }

    private void Close(JsonObject result, JsonElement node)
    {
        if (!dialect.ClosedObjects)
        {
            return;
        }

        // A closed object without properties could only ever be empty: the schema meant a map.
        var properties = result["properties"] as JsonObject ?? throw new CannotLower();
        result["additionalProperties"] = false;
        if (!dialect.AllRequired)
        {
            return;
        }

        var required = References.Names(node.Get("required"));
        foreach (var name in properties.Select(static p => p.Key).ToList())
        {
            if (!required.Contains(name))
            {
                properties[name] = Nullable((JsonObject)properties[name]!.DeepClone());
                NullsAdded = true;
            }
        }

        result["required"] = new JsonArray([.. properties.Select(static p => (JsonNode)p.Key)]);
    }

    private static JsonObject Nullable(JsonObject o)
    {
        if (!o.ContainsKey("enum") && !o.ContainsKey("const") && !o.ContainsKey("$ref") && !o.ContainsKey("anyOf"))
        {
            switch (o["type"])
            {
                case JsonValue type when type.GetValueKind() == JsonValueKind.String && type.GetValue<string>() != "null":
                    o["type"] = new JsonArray(type.DeepClone(), "null");
                    return o;
                case JsonArray types:
                    if (!types.Any(static t => t?.GetValue<string>() == "null"))
                    {
                        types.Add("null");
                    }

                    return o;
            }
        }

        return new JsonObject { ["anyOf"] = new JsonArray(o, new JsonObject { ["type"] = "null" }) };
    }

    private static bool IsObject(JsonElement node) =>
        node.Get("type") is { } type
            ? type.ValueKind == JsonValueKind.Array ? type.EnumerateArray().Any(static t => t.AsTextOrNull() == "object") : type.AsTextOrNull() == "object"
            : node.Get("properties") is not null;

    private static string Note(string name, JsonElement value)
    {
        var text = value.GetRawText();
        return name + ": " + (text.Length > 200 ? string.Concat(text.AsSpan(0, 200), "…") : text);
    }

    private static JsonNode? Copy(JsonElement value) => JsonSerializer.SerializeToNode(value);

    private sealed class CannotLower : Exception;
}
