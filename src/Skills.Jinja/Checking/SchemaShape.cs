using System.Text.Json;

namespace Skills.Jinja.Checking;

/// <summary>What a JSON Schema says of a value, as far as names go: one schema, or several of which any may hold. Null means that anything may be there.</summary>
internal sealed class SchemaShape
{
    private const int MaxAlternatives = 64;

    private readonly JsonElement _root;
    private readonly List<JsonElement> _alternatives = [];
    private bool _isOpen;

    private SchemaShape(JsonElement root) => _root = root;

    /// <summary>The shape of a whole schema.</summary>
    internal static SchemaShape? Of(JsonElement schema)
    {
        var shape = new SchemaShape(schema);
        shape.Add(schema);
        return shape.Known();
    }

    /// <summary>A property; <paramref name="isDeclared"/> is false when no alternative knows it and none is open.</summary>
    internal SchemaShape? Member(string name, out bool isDeclared)
    {
        var member = new SchemaShape(_root);
        isDeclared = false;
        var objects = false;
        foreach (var schema in _alternatives)
        {
            var declares = schema.TryGetProperty("properties", out var properties) && properties.ValueKind == JsonValueKind.Object;
            objects |= declares || MayBe(schema, "object");
            if (declares && properties.TryGetProperty(name, out var property))
            {
                isDeclared = true;
                member.Add(property);
            }
            else if (schema.TryGetProperty("additionalProperties", out var rest) && rest.ValueKind is JsonValueKind.True or JsonValueKind.Object)
            {
                isDeclared = true;
                member.Add(rest);
            }
            else if (schema.TryGetProperty("patternProperties", out _) || (!declares && MayBe(schema, "object")))
            {
                isDeclared = member._isOpen = true;
            }
        }

        // A value that is no object at all is not a matter of declared names.
        if (!objects)
        {
            isDeclared = true;
        }

        return isDeclared ? member.Known() : null;
    }

    /// <summary>The elements of a list.</summary>
    internal SchemaShape? Element()
    {
        var element = new SchemaShape(_root);
        foreach (var schema in _alternatives)
        {
            var found = false;
            if (schema.TryGetProperty("prefixItems", out var first) && first.ValueKind == JsonValueKind.Array)
            {
                found = true;
                foreach (var item in first.EnumerateArray())
                {
                    element.Add(item);
                }
            }

            if (schema.TryGetProperty("items", out var items))
            {
                found = true;
                if (items.ValueKind == JsonValueKind.Array)
                {
                    foreach (var item in items.EnumerateArray())
                    {
                        element.Add(item);
                    }
                }
                else
                {
                    element.Add(items);
                }
            }

            element._isOpen |= !found;
        }

        return element.Known();
    }

    /// <summary>The names an object of this shape declares.</summary>
    internal IEnumerable<string> Names()
    {
        foreach (var schema in _alternatives)
        {
            if (schema.TryGetProperty("properties", out var properties) && properties.ValueKind == JsonValueKind.Object)
            {
                foreach (var property in properties.EnumerateObject())
                {
                    yield return property.Name;
                }
            }
        }
    }

    private static bool MayBe(JsonElement schema, string type)
    {
        if (!schema.TryGetProperty("type", out var declared))
        {
            return !schema.TryGetProperty("enum", out _) && !schema.TryGetProperty("const", out _);
        }

        return declared.ValueKind == JsonValueKind.Array
            ? declared.EnumerateArray().Any(t => t.ValueKind == JsonValueKind.String && t.GetString() == type)
            : declared.ValueKind == JsonValueKind.String && declared.GetString() == type;
    }

    private SchemaShape? Known() => _isOpen || _alternatives.Count == 0 ? null : this;

    private void Add(JsonElement schema, int depth = 0)
    {
        if (schema.ValueKind != JsonValueKind.Object || depth > 32 || _alternatives.Count >= MaxAlternatives)
        {
            _isOpen |= schema.ValueKind != JsonValueKind.False;
            return;
        }

        if (schema.TryGetProperty("$ref", out var reference) && reference.ValueKind == JsonValueKind.String)
        {
            if (Resolve(reference.GetString()!) is { } target)
            {
                Add(target, depth + 1);
            }
            else
            {
                _isOpen = true;
            }
        }

        var combined = Combine(schema, depth);
        if (HasNames(schema) || !(combined || schema.TryGetProperty("$ref", out _)))
        {
            _alternatives.Add(schema);
        }
    }

    /// <summary>Takes in what a schema is put together from; whether there was something.</summary>
    private bool Combine(JsonElement schema, int depth)
    {
        var any = false;
        foreach (var keyword in (ReadOnlySpan<string>)["allOf", "anyOf", "oneOf"])
        {
            if (schema.TryGetProperty(keyword, out var parts) && parts.ValueKind == JsonValueKind.Array)
            {
                any = true;
                foreach (var part in parts.EnumerateArray())
                {
                    Add(part, depth + 1);
                }
            }
        }

        foreach (var keyword in (ReadOnlySpan<string>)["then", "else"])
        {
            if (schema.TryGetProperty(keyword, out var part))
            {
                any = true;
                Add(part, depth + 1);
            }
        }

        return any;
    }

    private static bool HasNames(JsonElement schema) => schema.TryGetProperty("properties", out _) || schema.TryGetProperty("items", out _)
        || schema.TryGetProperty("prefixItems", out _) || schema.TryGetProperty("additionalProperties", out _) || schema.TryGetProperty("patternProperties", out _);

    private JsonElement? Resolve(string reference)
    {
        if (reference == "#")
        {
            return _root;
        }

        if (!reference.StartsWith("#/", StringComparison.Ordinal))
        {
            return null;
        }

        var element = _root;
        foreach (var part in reference[2..].Split('/'))
        {
            var name = Uri.UnescapeDataString(part).Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
            if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(name, out element))
            {
                return null;
            }
        }

        return element;
    }
}
