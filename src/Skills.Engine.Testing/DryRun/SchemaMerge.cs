using System.Text.Json;
using System.Text.Json.Nodes;

namespace Skills.Engine.Testing.DryRun;

/// <summary>Makes one plain schema of references and combinations, as far as a sample needs it.</summary>
internal static class SchemaMerge
{
    private const int MaxDepth = 16;

    /// <summary>The schema with what <c>$ref</c>, <c>allOf</c> and one alternative of <c>anyOf</c> and <c>oneOf</c> add.</summary>
    /// <param name="schema">A schema object.</param>
    /// <param name="root">Where local references lead.</param>
    /// <param name="choose">Picks one of so many alternatives.</param>
    public static JsonElement Flatten(JsonElement schema, JsonElement root, Func<int, int> choose)
    {
        if (!NeedsWork(schema))
        {
            return schema;
        }

        var merged = new JsonObject();
        Add(merged, schema, root, choose, 0);
        return JsonElement.Parse(merged.ToJsonString());
    }

    public static HashSet<string> Names(JsonElement schema, string keyword) =>
        schema.TryGetProperty(keyword, out var list) && list.ValueKind == JsonValueKind.Array
            ? [.. list.EnumerateArray().Where(static n => n.ValueKind == JsonValueKind.String).Select(static n => n.GetString()!)]
            : [];

    private static bool NeedsWork(JsonElement schema) =>
        schema.EnumerateObject().Any(static p => p.Name is "$ref" or "$dynamicRef" or "allOf" or "anyOf" or "oneOf" or "if" or "dependentRequired" or "dependentSchemas");

    private static void Add(JsonObject into, JsonElement schema, JsonElement root, Func<int, int> choose, int depth)
    {
        if (schema.ValueKind != JsonValueKind.Object || depth > MaxDepth)
        {
            return;
        }

        foreach (var keyword in schema.EnumerateObject())
        {
            switch (keyword.Name)
            {
                case "$ref" or "$dynamicRef":
                    if (Resolve(root, keyword.Value.GetString() ?? "") is { } target)
                    {
                        Add(into, target, root, choose, depth + 1);
                    }

                    break;
                case "allOf" when keyword.Value.ValueKind == JsonValueKind.Array:
                    foreach (var member in keyword.Value.EnumerateArray())
                    {
                        Add(into, member, root, choose, depth + 1);
                    }

                    break;
                case "anyOf" or "oneOf" when keyword.Value.ValueKind == JsonValueKind.Array && keyword.Value.GetArrayLength() > 0:
                    Add(into, keyword.Value[choose(keyword.Value.GetArrayLength())], root, choose, depth + 1);
                    break;
                case "if":
                    AddCondition(into, schema, root, choose, depth);
                    break;
                case "dependentRequired" when keyword.Value.ValueKind == JsonValueKind.Object:
                    foreach (var dependent in keyword.Value.EnumerateObject())
                    {
                        Put(into, "required", dependent.Value);
                    }

                    break;
                case "dependentSchemas" when keyword.Value.ValueKind == JsonValueKind.Object:
                    foreach (var dependent in keyword.Value.EnumerateObject())
                    {
                        Add(into, dependent.Value, root, choose, depth + 1);
                    }

                    break;
                case "then" or "else":
                    break;
                default:
                    Put(into, keyword.Name, keyword.Value);
                    break;
            }
        }
    }

    // One try takes the condition with what follows from it, another what follows without it.
    private static void AddCondition(JsonObject into, JsonElement schema, JsonElement root, Func<int, int> choose, int depth)
    {
        if (choose(2) == 0)
        {
            Add(into, schema.GetProperty("if"), root, choose, depth + 1);
            if (schema.TryGetProperty("then", out var then))
            {
                Add(into, then, root, choose, depth + 1);
            }
        }
        else if (schema.TryGetProperty("else", out var otherwise))
        {
            Add(into, otherwise, root, choose, depth + 1);
        }
    }

    private static void Put(JsonObject into, string name, JsonElement value)
    {
        var added = JsonNode.Parse(value.GetRawText());
        switch (into[name], added)
        {
            case (JsonObject old, JsonObject more) when name is "properties" or "patternProperties" or "$defs":
                foreach (var (key, inner) in more.ToList())
                {
                    old[key] = old[key] is JsonObject a && inner is JsonObject b ? Both(a, b) : inner?.DeepClone();
                }

                break;
            case (JsonArray old, JsonArray more) when name == "required":
                foreach (var item in more.ToList())
                {
                    old.Add(item?.DeepClone());
                }

                break;
            case (JsonValue old, JsonValue more) when name is "minimum" or "minLength" or "minItems" or "minProperties" or "exclusiveMinimum":
                into[name] = Number(old) >= Number(more) ? old.DeepClone() : added;
                break;
            case (JsonValue old, JsonValue more) when name is "maximum" or "maxLength" or "maxItems" or "maxProperties" or "exclusiveMaximum":
                into[name] = Number(old) <= Number(more) ? old.DeepClone() : added;
                break;
            case (not null, _) when name is "const" or "enum" && into.ContainsKey("const"):
                break;
            default:
                into[name] = added;
                break;
        }
    }

    private static JsonObject Both(JsonObject a, JsonObject b) => new() { ["allOf"] = new JsonArray(a.DeepClone(), b.DeepClone()) };

    private static decimal Number(JsonValue value) => value.GetValueKind() == JsonValueKind.Number && value.TryGetValue(out decimal number) ? number : 0;

    private static JsonElement? Resolve(JsonElement root, string reference)
    {
        if (!reference.StartsWith('#'))
        {
            return null;
        }

        if (reference.Length > 1 && reference[1] != '/')
        {
            return Anchor(root, reference[1..], 0);
        }

        var at = root;
        foreach (var part in reference.Split('/').Skip(1))
        {
            var name = Uri.UnescapeDataString(part).Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
            if (at.ValueKind == JsonValueKind.Object && at.TryGetProperty(name, out var next))
            {
                at = next;
            }
            else if (at.ValueKind == JsonValueKind.Array && int.TryParse(name, out var index) && index >= 0 && index < at.GetArrayLength())
            {
                at = at[index];
            }
            else
            {
                return null;
            }
        }

        return at;
    }

    private static JsonElement? Anchor(JsonElement node, string name, int depth)
    {
        if (depth > MaxDepth)
        {
            return null;
        }

        if (node.ValueKind == JsonValueKind.Object)
        {
            foreach (var keyword in node.EnumerateObject())
            {
                if (keyword.Name is "$anchor" or "$dynamicAnchor" && keyword.Value.ValueKind == JsonValueKind.String && keyword.Value.ValueEquals(name))
                {
                    return node;
                }
            }
        }

        var children = node.ValueKind switch
        {
            JsonValueKind.Object => node.EnumerateObject().Select(static p => p.Value),
            JsonValueKind.Array => node.EnumerateArray(),
            _ => Enumerable.Empty<JsonElement>(),
        };
        return children.Select(child => Anchor(child, name, depth + 1)).FirstOrDefault(static found => found is not null);
    }
}
