using Skills.Engine.Generators.Checking;
using Skills.Engine.Generators.Yaml;

namespace Skills.Engine.Generators.Schemas;

/// <summary>
/// Turns the short form of a schema (Picoschema) into the nodes of a JSON Schema that keep the places of the file, and leaves JSON
/// Schema as it is. It accepts what the reader of skill files accepts.
/// </summary>
internal sealed class ShortForm(Findings findings)
{
    private static readonly string[] JsonTypes = ["string", "boolean", "null", "number", "integer", "object", "array"];
    private static readonly string[] Scalars = ["string", "boolean", "null", "number", "integer", "any"];
    private static readonly string[] Groups = ["array", "object", "enum"];

    // A mapping with a type and one of these is the schema of a field, not a mapping of fields.
    private static readonly HashSet<string> FieldKeywords = [.. (
        "type description title default examples enum const format pattern minLength maxLength minimum maximum exclusiveMinimum exclusiveMaximum "
        + "multipleOf items prefixItems minItems maxItems uniqueItems contains properties required additionalProperties minProperties maxProperties "
        + "deprecated readOnly writeOnly $comment $ref $defs allOf anyOf oneOf not").Split(' ')];

    /// <summary>The JSON Schema; null after an error.</summary>
    public YamlNode? Convert(YamlNode node) => IsJsonSchema(node) || node is YamlScalar { Kind: YamlKind.Boolean } ? node : Parse(node, optional: false);

    private static bool IsJsonSchema(YamlNode node) => node is YamlMap map
        && ((map.Text("type") is { } type && JsonTypes.Contains(type))
            || map.Find("type") is YamlList
            || map.Find("properties") is YamlMap
            || map.Entries.Count == 0
            || map.Entries.Any(static e => e.Key.Text.StartsWith("$", StringComparison.Ordinal) || (e.Value is YamlList && e.Key.Text is "oneOf" or "anyOf" or "allOf" or "enum" or "required")));

    private YamlMap? Parse(YamlNode node, bool optional)
    {
        switch (node)
        {
            case YamlScalar { Kind: YamlKind.Text or YamlKind.Null } text:
                return Scalar(text, optional);
            case YamlMap map when map.Text("type") is { } type && JsonTypes.Contains(type) && map.Entries.All(static e => FieldKeywords.Contains(e.Key.Text)):
                return optional && type != "null" ? Replace(map, "type", Type(map, type, optional)) : map;
            case YamlMap map:
                return Object(map, optional);
            default:
                findings.Add("SK111", node, $"A field's schema is text such as 'string, what it is', or a mapping of fields; this is {node.TypeName}.");
                return null;
        }
    }

    private YamlMap? Scalar(YamlScalar node, bool optional)
    {
        var (type, description) = Split(node.Kind == YamlKind.Null ? "null" : node.Text);
        if (type.EndsWith("[]", StringComparison.Ordinal))
        {
            return ScalarSchema(type.Substring(0, type.Length - 2).TrimEnd(), null, node, optional: false) is { } item
                ? Made(node, description, ("type", Type(node, "array", optional)), ("items", item))
                : null;
        }

        return ScalarSchema(type, description, node, optional);
    }

    private YamlMap? ScalarSchema(string type, string? description, YamlScalar node, bool optional)
    {
        if (type == "any")
        {
            return Made(node, description);
        }

        if (Scalars.Contains(type))
        {
            return Made(node, description, ("type", Type(node, type, optional && type != "null")));
        }

        findings.Add("SK111", node, $"Unknown type '{type}' in the short form. It must be one of {string.Join(", ", Scalars)}, or one of them with [].{NearestName.Hint(type, Scalars)}");
        return null;
    }

    private YamlMap Object(YamlMap map, bool optional)
    {
        var (properties, required) = (new List<YamlEntry>(), new List<YamlNode>());
        YamlNode? rest = Flag(map, false);
        foreach (var entry in map.Entries)
        {
            if (entry.Key.Text == "(*)")
            {
                rest = Parse(entry.Value, optional: false);
            }
            else if (Field(entry.Key, entry.Value) is var (name, isOptional, schema))
            {
                properties.Add(new(new(entry.Key.Start, entry.Key.End, name), schema));
                if (!isOptional)
                {
                    required.Add(Text(entry.Key, name));
                }
            }
        }

        return Made(
            map,
            null,
            ("type", Type(map, "object", optional)),
            ("properties", new YamlMap(map.Start, map.End, properties)),
            ("required", new YamlList(map.Start, map.End, required)),
            ("additionalProperties", rest ?? Flag(map, true)));
    }

    private (string Name, bool IsOptional, YamlNode Schema)? Field(YamlScalar key, YamlNode value)
    {
        var text = key.Text.TrimEnd();
        var open = text.IndexOf('(');
        var name = (open < 0 ? text : text.Substring(0, open)).Trim();
        var optional = name.EndsWith("?", StringComparison.Ordinal);
        name = name.TrimEnd('?');
        if (name.Length == 0 || (open >= 0 && !text.EndsWith(")", StringComparison.Ordinal)))
        {
            findings.Add("SK111", key, $"'{key.Text}' is not a field of the short form: name, name?, or name(array|object|enum, description).");
            return null;
        }

        var schema = open < 0 ? Parse(value, optional) : Group(key, text.Substring(open + 1, text.Length - open - 2), value, optional);
        return schema is null ? null : (name, optional, schema);
    }

    private YamlMap? Group(YamlScalar key, string info, YamlNode value, bool optional)
    {
        var (type, description) = Split(info);
        switch (type)
        {
            case "array":
                return Parse(value, optional: false) is { } items ? Made(key, description, ("type", Type(key, "array", optional)), ("items", items)) : null;
            case "object":
                return Parse(value, optional) is not { } inner ? null : description is null ? inner : Replace(inner, "description", Text(key, description));
            case "enum" when value is YamlList list:
                var nothing = new YamlScalar(list.End, list.End, "", YamlKind.Null);
                return Made(key, description, ("enum", optional ? new YamlList(list.Start, list.End, [.. list.Items, nothing]) : list));
            case "enum":
                findings.Add("SK111", value, $"An enum lists its values, as in [a, b]; this is {value.TypeName}.");
                return null;
            default:
                findings.Add("SK111", key, $"'{type}' in parentheses must be array, object or enum.{NearestName.Hint(type, Groups)}");
                return null;
        }
    }

    private static YamlMap Made(YamlNode place, string? description, params (string Key, YamlNode Value)[] entries)
    {
        var all = entries.Select(e => new YamlEntry(Text(place, e.Key), e.Value)).ToList();
        if (description is not null)
        {
            all.Add(new(Text(place, "description"), Text(place, description)));
        }

        return new(place.Start, place.End, all);
    }

    private static YamlMap Replace(YamlMap map, string key, YamlNode value) =>
        new(map.Start, map.End, [.. map.Entries.Where(e => e.Key.Text != key), new YamlEntry(Text(map, key), value)]);

    // An optional field may be given as null too.
    private static YamlNode Type(YamlNode place, string type, bool optional) =>
        optional ? new YamlList(place.Start, place.End, [Text(place, type), Text(place, "null")]) : Text(place, type);

    private static YamlScalar Text(YamlNode place, string text) => new(place.Start, place.End, text);

    private static YamlScalar Flag(YamlNode place, bool value) => new(place.Start, place.End, value ? "true" : "false", YamlKind.Boolean);

    private static (string Type, string? Description) Split(string text)
    {
        var comma = text.IndexOf(',');
        return comma < 0 ? (text.Trim(), null) : (text.Substring(0, comma).Trim(), text.Substring(comma + 1).Trim());
    }
}
