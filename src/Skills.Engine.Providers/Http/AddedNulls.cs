using System.Text.Json;
using System.Text.Json.Nodes;

namespace Skills.Engine.Providers.Http;

/// <summary>Takes out of an answer the nulls that stand for absent optional properties, unless the schema itself allows null there.</summary>
internal sealed class AddedNulls(JsonElement root)
{
    private const int MaxDepth = 128;

    public void Remove(JsonNode answer) => Remove(answer, root, 0);

    private void Remove(JsonNode node, JsonElement schema, int depth)
    {
        if (depth > MaxDepth)
        {
            return;
        }

        foreach (var part in Parts(schema, depth))
        {
            if (node is JsonObject o && part.Get("properties") is { } properties)
            {
                RemoveFrom(o, part, properties, depth);
            }
            else if (node is JsonArray list && part.Get("items") is { ValueKind: JsonValueKind.Object } items)
            {
                foreach (var item in list.OfType<JsonNode>())
                {
                    Remove(item, items, depth + 1);
                }
            }
        }
    }

    private void RemoveFrom(JsonObject o, JsonElement part, JsonElement properties, int depth)
    {
        var required = References.Names(part.Get("required"));
        foreach (var (name, value) in o.ToList())
        {
            if (properties.Get(name) is not { } property)
            {
                continue;
            }

            if (value is not null)
            {
                Remove(value, property, depth + 1);
            }
            else if (!required.Contains(name) && !AllowsNull(property, 0))
            {
                o.Remove(name);
            }
        }
    }

    // A schema, what it refers to, and its alternatives: each may describe the value.
    private IEnumerable<JsonElement> Parts(JsonElement schema, int depth)
    {
        yield return schema;
        if (depth > MaxDepth)
        {
            yield break;
        }

        if (schema.Text("$ref") is { } reference && References.Resolve(root, reference) is { } target)
        {
            foreach (var part in Parts(target, depth + 8))
            {
                yield return part;
            }
        }

        foreach (var keyword in (string[])["anyOf", "oneOf", "allOf"])
        {
            foreach (var member in schema.Get(keyword).Items())
            {
                foreach (var part in Parts(member, depth + 8))
                {
                    yield return part;
                }
            }
        }
    }

    private bool AllowsNull(JsonElement schema, int depth)
    {
        if (depth > 16)
        {
            return false;
        }

        if (schema.Get("type") is { } type)
        {
            return type.AsTextOrNull() == "null" || ((JsonElement?)type).Items().Any(static t => t.AsTextOrNull() == "null");
        }

        if (schema.ValueKind == JsonValueKind.Object && schema.TryGetProperty("const", out var constant))
        {
            return constant.ValueKind == JsonValueKind.Null;
        }

        if (schema.Get("enum") is { } values)
        {
            return ((JsonElement?)values).Items().Any(static v => v.ValueKind == JsonValueKind.Null);
        }

        if (schema.Text("$ref") is { } reference && References.Resolve(root, reference) is { } target)
        {
            return AllowsNull(target, depth + 1);
        }

        var alternatives = ((string[])["anyOf", "oneOf"]).SelectMany(k => schema.Get(k).Items().ToArray()).ToList();
        return alternatives.Count == 0 ? schema.Get("properties") is null : alternatives.Exists(a => AllowsNull(a, depth + 1));
    }
}
