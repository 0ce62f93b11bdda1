using System.Text.Json;
using Skills.Engine.Definitions;
using Skills.Engine.SkillFiles.Sources;

namespace Skills.Engine.SkillFiles.Reading;

/// <summary>
/// Turns the short form of a schema (Picoschema, as dotprompt specifies it) into JSON Schema, and leaves JSON Schema as it is.
/// Beyond dotprompt, <c>T[]</c> is a list of T.
/// </summary>
internal sealed class PicoSchema(DiagnosticList diagnostics, IDictionary<string, JsonElement>? named = null)
{
    internal static readonly string[] JsonTypes = ["string", "boolean", "null", "number", "integer", "object", "array"];
    private static readonly string[] Scalars = ["string", "boolean", "null", "number", "integer", "any"];

    internal static readonly string[] FieldKeywords =
    [
        "type", "description", "title", "default", "examples", "enum", "const", "format", "pattern", "minLength", "maxLength", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum",
        "multipleOf", "items", "prefixItems", "minItems", "maxItems", "uniqueItems", "contains", "properties", "required", "additionalProperties", "minProperties", "maxProperties", "deprecated",
        "readOnly", "writeOnly", "$comment", "$ref", "$defs", "allOf", "anyOf", "oneOf", "not",
    ];

    private readonly Dictionary<string, SkillNode> _places = [];

    /// <summary>Where each subschema of the last conversion stands, by JSON Pointer into the result.</summary>
    public IReadOnlyDictionary<string, SkillNode> Places => _places;

    /// <summary>The schema; null after an error.</summary>
    public JsonElement? Convert(SkillNode node)
    {
        _places.Clear();
        if (IsJsonSchema(node))
        {
            return WithType(node);
        }

        if (node is ScalarNode { Kind: ScalarKind.Boolean })
        {
            return node.ToJson();
        }

        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            if (Parse(node, optional: false, "") is not { } schema)
            {
                return null;
            }

            Write(writer, schema);
        }

        return JsonElement.Parse(stream.GetBuffer().AsSpan(0, (int)stream.Length), new() { MaxDepth = 1000 });
    }

    /// <summary>dotprompt's own test, and keywords that no field of the short form is called.</summary>
    public static bool IsJsonSchema(SkillNode node) => node is MapNode map
        && ((map.Find("type")?.Value is ScalarNode { Kind: ScalarKind.String } type && JsonTypes.Contains(type.Text))
            || map.Find("type")?.Value is ListNode
            || map.Find("properties")?.Value is MapNode
            || map.Entries.Count == 0
            || map.Entries.Any(static e => e.Key.Text.StartsWith('$') || (e.Value is ListNode && e.Key.Text is "oneOf" or "anyOf" or "allOf" or "enum" or "required")));

    /// <summary>Whether a word is a type of the short form, or a list of one.</summary>
    public static bool IsType(string name) => Scalars.Contains(name.EndsWith("[]", StringComparison.Ordinal) ? name[..^2].TrimEnd() : name);

    private static JsonElement WithType(SkillNode node)
    {
        var map = (MapNode)node;
        if (map.Find("type") is not null || map.Find("properties") is null)
        {
            return node.ToJson();
        }

        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            writer.WriteStartObject();
            writer.WriteString("type", "object");
            foreach (var (key, value) in map.Entries)
            {
                writer.WritePropertyName(key.Text);
                value.WriteTo(writer);
            }

            writer.WriteEndObject();
        }

        return JsonElement.Parse(stream.GetBuffer().AsSpan(0, (int)stream.Length), new() { MaxDepth = 1000 });
    }

    private Dictionary<string, object?>? Parse(SkillNode node, bool optional, string path)
    {
        _places[path] = node;
        switch (node)
        {
            case ScalarNode { Kind: ScalarKind.String or ScalarKind.Null } text:
                return Scalar(text, optional);
            case MapNode map when IsSchemaOfAField(map):
                return JsonSchemaOf(map, optional);
            case MapNode map:
                return Object(map, optional, path);
            default:
                diagnostics.Add(SkillDiagnosticCode.ShortForm, node, $"A field's schema is text such as 'string, what it is', or a mapping of fields; this is {node.TypeName}.");
                return null;
        }
    }

    // { type: string, maxLength: 5 } is the schema of a field, not a mapping with the fields type and maxLength.
    // So is what holds a list where the short form has none: type: [string, "null"], enum: [a, b] or anyOf.
    private static bool IsSchemaOfAField(MapNode map) =>
        map.Entries.All(static e => FieldKeywords.Contains(e.Key.Text))
        && (map.Find("type")?.Value is { } type ? IsJsonType(type) : map.Entries.Any(static e => e.Value is ListNode && e.Key.Text is "enum" or "anyOf" or "oneOf" or "allOf"));

    private static bool IsJsonType(SkillNode type) => type is ListNode { Items.Count: > 0 } list ? list.Items.All(IsJsonType) : JsonTypes.Contains(TypeName(type));

    // YAML reads null without quotes as a value, but it is meant as the name of the type.
    private static string? TypeName(SkillNode type) => type is ScalarNode { Kind: ScalarKind.Null } ? "null" : (type as ScalarNode)?.Text;

    private static Dictionary<string, object?> JsonSchemaOf(MapNode map, bool optional)
    {
        var schema = map.Entries.ToDictionary(static e => e.Key.Text, static e => (object?)e.Value.ToJson());
        if (map.Find("type")?.Value is ListNode types)
        {
            schema["type"] = types.Items.Select(static t => (object?)TypeName(t)).ToList();
        }

        if (!optional)
        {
            return schema;
        }

        if (map.Find("type")?.Value is ScalarNode { Text: not "null" } type)
        {
            schema["type"] = Type(type.Text, optional);
            return schema;
        }

        return new() { ["anyOf"] = new List<object?> { schema, new Dictionary<string, object?> { ["type"] = "null" } } };
    }

    private Dictionary<string, object?>? Scalar(ScalarNode node, bool optional)
    {
        var (type, description) = Split(node.Kind == ScalarKind.Null ? "null" : node.Text);
        if (type.EndsWith("[]", StringComparison.Ordinal))
        {
            var item = ScalarSchema(type[..^2].TrimEnd(), null, node, optional: false);
            return item is null ? null : Described(new() { ["type"] = Type("array", optional), ["items"] = item }, description);
        }

        return ScalarSchema(type, description, node, optional);
    }

    private Dictionary<string, object?>? ScalarSchema(string type, string? description, ScalarNode node, bool optional)
    {
        if (type == "any")
        {
            return Described([], description);
        }

        if (Scalars.Contains(type))
        {
            return Described(new() { ["type"] = Type(type, optional && type != "null") }, description);
        }

        if (named?.TryGetValue(type, out var schema) == true)
        {
            var copy = schema.EnumerateObject().ToDictionary(static p => p.Name, static p => (object?)p.Value);
            if (optional && copy.TryGetValue("type", out var own) && own is JsonElement { ValueKind: JsonValueKind.String } single)
            {
                copy["type"] = Type(single.GetString()!, optional);
            }

            return Described(copy, description);
        }

        diagnostics.Add(SkillDiagnosticCode.ShortForm, node, $"'{type}' is no type of the short form; it must be one of {string.Join(", ", Scalars)}, or one of them with [].{NearestName.Hint(type, Scalars)}");
        return null;
    }

    private Dictionary<string, object?>? Object(MapNode map, bool optional, string path)
    {
        var properties = new Dictionary<string, object?>();
        var required = new List<string>();
        object? additional = false;
        foreach (var (key, value) in map.Entries)
        {
            if (key.Text == "(*)")
            {
                additional = Parse(value, optional: false, path + "/additionalProperties");
                continue;
            }

            if (Field(key, value, path) is { } field)
            {
                properties[field.Name] = field.Schema;
                if (!field.Optional)
                {
                    required.Add(field.Name);
                }
            }
        }

        var schema = new Dictionary<string, object?> { ["type"] = Type("object", optional), ["properties"] = properties };
        if (required.Count > 0)
        {
            schema["required"] = required;
        }

        schema["additionalProperties"] = additional;
        return schema;
    }

    private (string Name, bool Optional, Dictionary<string, object?> Schema)? Field(ScalarNode key, SkillNode value, string path)
    {
        var open = key.Text.IndexOf('(', StringComparison.Ordinal);
        var name = (open < 0 ? key.Text : key.Text[..open]).Trim();
        var optional = name.EndsWith('?');
        name = name.TrimEnd('?');
        var place = $"{path}/properties/{name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal)}";
        if (name.Length == 0 || (open >= 0 && !key.Text.TrimEnd().EndsWith(')')))
        {
            diagnostics.Add(SkillDiagnosticCode.ShortForm, key, $"'{key.Text}' is no field of the short form: name, name?, or name(array|object|enum, description).");
            return null;
        }

        var schema = open < 0 ? Parse(value, optional, place) : Typed(key, key.Text.TrimEnd()[(open + 1)..^1], value, optional, place);
        _places[place] = key;
        return schema is null ? null : (name, optional, schema);
    }

    private Dictionary<string, object?>? Typed(ScalarNode key, string info, SkillNode value, bool optional, string place)
    {
        var (type, description) = Split(info);
        switch (type)
        {
            case "array":
                var items = Parse(value, optional: false, place + "/items");
                return items is null ? null : Described(new() { ["type"] = Type("array", optional), ["items"] = items }, description);
            case "object":
                var inner = Parse(value, optional, place);
                return inner is null ? null : Described(inner, description);
            case "enum" when value is ListNode list:
                var values = list.Items.Select(static i => (object?)i.ToJson()).ToList();
                if (optional && !list.Items.Any(static i => i is ScalarNode { Kind: ScalarKind.Null }))
                {
                    values.Add(null);
                }

                return Described(new() { ["enum"] = values }, description);
            case "enum":
                diagnostics.Add(SkillDiagnosticCode.ShortForm, value, $"An enum lists its values, as in [a, b]; this is {value.TypeName}.");
                return null;
            default:
                diagnostics.Add(SkillDiagnosticCode.ShortForm, key, $"'{type}' in parentheses must be array, object or enum.{NearestName.Hint(type, ["array", "object", "enum"])}");
                return null;
        }
    }

    private static Dictionary<string, object?> Described(Dictionary<string, object?> schema, string? description)
    {
        if (description is not null)
        {
            schema["description"] = description;
        }

        return schema;
    }

    // An optional field may be given as null too.
    private static object Type(string type, bool optional) => optional ? new List<string> { type, "null" } : type;

    private static (string Type, string? Description) Split(string text)
    {
        var comma = text.IndexOf(',', StringComparison.Ordinal);
        return comma < 0 ? (text.Trim(), null) : (text[..comma].Trim(), text[(comma + 1)..].Trim());
    }

    private static void Write(Utf8JsonWriter writer, object? value)
    {
        switch (value)
        {
            case null:
                writer.WriteNullValue();
                break;
            case string text:
                writer.WriteStringValue(text);
                break;
            case bool flag:
                writer.WriteBooleanValue(flag);
                break;
            case JsonElement element:
                element.WriteTo(writer);
                break;
            case IReadOnlyDictionary<string, object?> map:
                writer.WriteStartObject();
                foreach (var (key, item) in map)
                {
                    writer.WritePropertyName(key);
                    Write(writer, item);
                }

                writer.WriteEndObject();
                break;
            case System.Collections.IEnumerable list:
                writer.WriteStartArray();
                foreach (var item in list)
                {
                    Write(writer, item);
                }

                writer.WriteEndArray();
                break;
            default:
                throw new InvalidOperationException($"A schema cannot hold {value.GetType()}.");
        }
    }
}
