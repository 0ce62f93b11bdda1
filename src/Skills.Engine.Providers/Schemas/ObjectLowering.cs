using System.Text.Json;
using System.Text.Json.Nodes;
using Skills.JsonSchema;

namespace Skills.Engine.Providers.Schemas;

/// <summary>Lowers properties.</summary>
/// <param name="dialect">The dialect.</param>
/// <param name="lower">Lowers the schema of a property: view, depth, and whether an optional property leads there.</param>
internal sealed class ObjectLowering(SchemaDialect dialect, Func<SchemaView, int, bool, JsonObject> lower)
{
    /// <summary>Writes an object schema's keywords.</summary>
    public void Write(JsonObject result, SchemaView view, int depth, bool optional, out bool nullsAdded)
    {
        nullsAdded = false;
        if (dialect.ClosedObjects)
        {
            RefuseOpen(view);
        }
        else if (dialect.Grammar)
        {
            RefuseUnlisted(view);
        }

        var properties = new JsonObject();
        var required = view.Required.ToHashSet(StringComparer.Ordinal);
        foreach (var property in view.Properties)
        {
            var isRequired = required.Contains(property.Name);
            if (property.View.IsNever && !isRequired)
            {
                continue;
            }

            var lowered = lower(property.View, depth + 1, optional || !isRequired);
            var addsNull = dialect.AllRequired && !isRequired && !property.View.AllowsNull;
            nullsAdded |= addsNull;
            properties[property.Name] = addsNull ? LoweredTypes.Nullable(lowered) : lowered;
        }

        WriteMembers(result, view, properties);
        if (!dialect.ClosedObjects && dialect.Keywords!.Contains("additionalProperties") && view.Rest is { } rest)
        {
            result["additionalProperties"] = rest.IsNever ? false : lower(rest, depth + 1, true);
        }
    }

    private void WriteMembers(JsonObject result, SchemaView view, JsonObject properties)
    {
        if (properties.Count > 0)
        {
            result["properties"] = properties;
        }

        var names = dialect.AllRequired ? properties.Select(static p => p.Key) : view.Required;
        if (names.Select(static n => (JsonNode)n).ToArray() is { Length: > 0 } required)
        {
            result["required"] = new JsonArray(required);
        }

        if (dialect.ClosedObjects)
        {
            result["additionalProperties"] = false;
        }
    }

    // In a grammar only the listed properties exist.
    private static void RefuseUnlisted(SchemaView view)
    {
        if (view.Schemas.Any(static s => s.PatternProperties.Count > 0) || view.Required.Any(name => view.Declared(name) is null))
        {
            throw new CannotLowerException();
        }
    }

    // A closed object without properties could only ever be empty: the schema meant a map.
    private static void RefuseOpen(SchemaView view)
    {
        var open = view.Schemas.Any(static s => s.AdditionalProperties is { Element.ValueKind: not JsonValueKind.False } || s.PatternProperties.Count > 0);
        if (open || view.Properties.Count == 0 || view.Required.Any(name => view.Declared(name) is null))
        {
            throw new CannotLowerException();
        }
    }
}
