using System.Text.Json;

namespace Skills.Engine.Testing.Loopback;

/// <summary>Checks one schema against a vendor's subset, as the vendor does before it answers.</summary>
internal sealed class SchemaSubsetCheck(SchemaSubset subset, JsonElement root)
{
    private const string Definitions = "#/$defs/";

    private readonly HashSet<string> _open = [];
    private int _properties;
    private int _enumValues;
    private int _optional;
    private int _unions;

    /// <summary>The first fault; null when there is none.</summary>
    public string? Run()
    {
        if (root.ValueKind != JsonValueKind.Object || (subset.ObjectRoot && (Text(root, "type") != "object" || root.TryGetProperty("anyOf", out _))))
        {
            return "the root must be an object.";
        }

        return Check(root, "#", 0) ?? CheckCycles(root, optional: false)
            ?? (_properties > subset.MostProperties ? $"more than {subset.MostProperties} properties."
                : _enumValues > subset.MostEnumValues ? $"more than {subset.MostEnumValues} enum values."
                : _optional > subset.MostOptional ? $"more than {subset.MostOptional} optional parameters: the compiled grammar is too large."
                : _unions > subset.MostUnions ? $"more than {subset.MostUnions} parameters with unions: the compiled grammar is too large." : null);
    }

    private string? Check(JsonElement schema, string path, int level)
    {
        if (schema.ValueKind != JsonValueKind.Object)
        {
            return $"{path} is no object.";
        }

        if (schema.EnumerateObject().FirstOrDefault(k => !subset.Keywords.Contains(k.Name)) is { Value.ValueKind: not JsonValueKind.Undefined } unknown)
        {
            return $"'{unknown.Name}' is not permitted at {path}.";
        }

        return CheckReference(schema, path) ?? CheckScalar(schema, path) ?? CheckGrammar(schema, path) ?? CheckObject(schema, path, level) ?? CheckChildren(schema, path, level);
    }

    private string? CheckReference(JsonElement schema, string path)
    {
        if (Text(schema, "$ref") is not { } reference)
        {
            return null;
        }

        return schema.EnumerateObject().Any(k => k.Name != "$ref" && !(path == "#" && k.Name == "$defs")) ? $"$ref at {path} has keywords beside it."
            : reference == "#" && !subset.RootReferences ? $"the reference at {path} leads to the root."
            : Target(reference) is null ? $"the reference '{reference}' at {path} leads nowhere." : null;
    }

    private string? CheckScalar(JsonElement schema, string path)
    {
        var hasType = schema.TryGetProperty("type", out var type);
        if (subset.TypesRequired && !hasType && !schema.TryGetProperty("$ref", out _) && !schema.TryGetProperty("anyOf", out _))
        {
            return $"{path} must have a 'type' key.";
        }

        _enumValues += schema.TryGetProperty("enum", out var values) ? values.GetArrayLength() : 0;
        _unions += schema.TryGetProperty("anyOf", out _) || (hasType && type.ValueKind == JsonValueKind.Array && type.GetArrayLength() > 1) ? 1 : 0;
        if (Is(schema, "array") && subset.ItemsRequired && !schema.TryGetProperty("items", out _))
        {
            return $"the array at {path} must have 'items'.";
        }

        return schema.TryGetProperty("format", out var format) && subset.Formats is { } formats && !formats.Contains(format.GetString()!) ? $"the format at {path} is not supported."
            : Text(schema, "pattern") is { } pattern && pattern.Contains("(?", StringComparison.Ordinal) ? $"the pattern at {path} looks around."
            : schema.TryGetProperty("minItems", out var least) && least.GetInt64() > subset.LargestMinItems ? $"'minItems' at {path} must be 0 or 1." : null;
    }

    private string? CheckGrammar(JsonElement schema, string path)
    {
        if (!subset.Grammar)
        {
            return null;
        }

        var isBounded = schema.EnumerateObject().Any(static k => k.Name is "minimum" or "maximum" or "exclusiveMinimum" or "exclusiveMaximum");
        var lengths = schema.TryGetProperty("minLength", out _) || schema.TryGetProperty("maxLength", out _);
        return isBounded && !Is(schema, "integer") ? $"the bound at {path} is not for integers."
            : Text(schema, "pattern") is not { } pattern ? null
            : lengths ? $"the pattern at {path} has a length beside it."
            : pattern is not ['^', .., '$'] || pattern.Contains("\\d", StringComparison.Ordinal) || pattern.Contains("\\w", StringComparison.Ordinal) || pattern.Contains("\\s", StringComparison.Ordinal)
                ? $"the pattern at {path} is no grammar." : null;
    }

    private string? CheckObject(JsonElement schema, string path, int level)
    {
        if (!Is(schema, "object"))
        {
            return null;
        }

        var names = schema.TryGetProperty("properties", out var properties) ? properties.EnumerateObject().Select(static p => p.Name).ToList() : [];
        var required = schema.TryGetProperty("required", out var list) ? list.EnumerateArray().Select(static n => n.GetString()!).ToList() : [];
        _properties += names.Count;
        _optional += names.Except(required).Count();
        return subset.ClosedObjects && !(schema.TryGetProperty("additionalProperties", out var other) && other.ValueKind == JsonValueKind.False) ? $"'additionalProperties' must be false at {path}."
            : subset.AllRequired && names.Except(required).Any() ? $"'required' at {path} must name every property."
            : required.Except(names).Any() && subset.ClosedObjects ? $"'required' at {path} names a property that is not there."
            : level > subset.MostLevels ? $"more than {subset.MostLevels} levels of nesting." : null;
    }

    private string? CheckChildren(JsonElement schema, string path, int level)
    {
        var below = level + (Is(schema, "object") ? 1 : 0);
        foreach (var keyword in schema.EnumerateObject())
        {
            var fault = keyword.Name switch
            {
                "properties" => keyword.Value.EnumerateObject().Select(p => Check(p.Value, $"{path}/properties/{p.Name}", below + 1)).FirstOrDefault(static f => f is not null),
                "$defs" or "definitions" => keyword.Value.EnumerateObject().Select(p => Check(p.Value, $"{path}/{keyword.Name}/{p.Name}", 1)).FirstOrDefault(static f => f is not null),
                "anyOf" or "oneOf" or "allOf" or "prefixItems" => keyword.Value.EnumerateArray().Select((item, i) => Check(item, $"{path}/{keyword.Name}/{i}", below)).FirstOrDefault(static f => f is not null),
                "items" => Check(keyword.Value, path + "/items", below),
                "additionalProperties" when keyword.Value.ValueKind == JsonValueKind.Object => Check(keyword.Value, path + "/additionalProperties", below),
                _ => null,
            };
            if (fault is not null)
            {
                return fault;
            }
        }

        return null;
    }

    private string? CheckCycles(JsonElement schema, bool optional)
    {
        if (Text(schema, "$ref") is { } reference)
        {
            if (!_open.Add(reference) || (reference == "#"))
            {
                return !subset.Recursion ? "recursive schemas are not supported." : subset.OptionalRecursion && !optional ? "a recursive reference must be in an optional property." : null;
            }

            var fault = CheckCycles(Target(reference)!.Value, optional: false);
            _open.Remove(reference);
            return fault;
        }

        var required = schema.TryGetProperty("required", out var list) ? list.EnumerateArray().Select(static n => n.GetString()!).ToHashSet() : [];
        var parts = (schema.TryGetProperty("properties", out var properties) ? properties.EnumerateObject().Select(p => (p.Value, Optional: optional || !required.Contains(p.Name))) : [])
            .Concat(((string[])["anyOf", "prefixItems"]).SelectMany(k => schema.TryGetProperty(k, out var members) ? members.EnumerateArray().Select(m => (m, optional)) : []))
            .Concat(((string[])["items", "additionalProperties"]).SelectMany(k => schema.TryGetProperty(k, out var item) && item.ValueKind == JsonValueKind.Object ? [(item, optional)] : Array.Empty<(JsonElement, bool)>()));
        return parts.Select(part => CheckCycles(part.Item1, part.Item2)).FirstOrDefault(static f => f is not null);
    }

    private JsonElement? Target(string reference) =>
        reference == "#" ? root
        : reference.StartsWith(Definitions, StringComparison.Ordinal) && root.TryGetProperty("$defs", out var definitions)
            && definitions.TryGetProperty(reference[Definitions.Length..], out var target) ? target : null;

    private static bool Is(JsonElement schema, string type) => schema.TryGetProperty("type", out var types)
        && (types.ValueKind == JsonValueKind.String ? types.ValueEquals(type) : types.EnumerateArray().Any(t => t.ValueEquals(type)));

    private static string? Text(JsonElement schema, string keyword) =>
        schema.TryGetProperty(keyword, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
