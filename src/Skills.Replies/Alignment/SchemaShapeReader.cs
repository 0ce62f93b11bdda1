using System.Text.Json;
using System.Text.RegularExpressions;
using Skills.Replies.Parsing;

namespace Skills.Replies.Alignment;

/// <summary>Reads a schema into its shape. References may form cycles, so each place is read once.</summary>
internal sealed class SchemaShapeReader(JsonElement root)
{
    private const int MaxDepth = 200;
    private readonly Dictionary<string, SchemaShape> _known = new(StringComparer.Ordinal);

    public SchemaShape Read()
    {
        var shape = At("#", root, 0);
        shape.HoldsDefaults = _known.Values.Any(static s => s.Default is not null);
        return shape;
    }

    private SchemaShape At(string pointer, JsonElement schema, int depth)
    {
        if (!_known.TryGetValue(pointer, out var shape))
        {
            _known[pointer] = shape = new();
            Fill(shape, pointer, schema, depth);
        }

        return shape;
    }

    private SchemaShape Child(string pointer, string keyword, JsonElement schema, int depth) => At($"{pointer}/{ReplyPath.Escape(keyword)}", schema, depth + 1);

    private void Fill(SchemaShape shape, string pointer, JsonElement schema, int depth)
    {
        if (schema.ValueKind == JsonValueKind.False)
        {
            shape.IsNever = true;
        }

        if (schema.ValueKind != JsonValueKind.Object || depth > MaxDepth)
        {
            return;
        }

        if (schema.TryGetProperty("$ref", out var reference) && Target(reference) is { } target)
        {
            Merge(shape, At(target.Pointer, target.Schema, depth + 1));
        }

        foreach (var keyword in schema.EnumerateObject())
        {
            Apply(shape, pointer, keyword.Name, keyword.Value, depth);
        }
    }

    private (string Pointer, JsonElement Schema)? Target(JsonElement reference)
    {
        if (reference.ValueKind != JsonValueKind.String || reference.GetString() is not ['#', .. var pointer])
        {
            return null;
        }

        pointer = Uri.UnescapeDataString(pointer);
        return ReplyPath.Find(root, pointer) is { } schema ? ("#" + pointer, schema) : null;
    }

    private void Apply(SchemaShape shape, string pointer, string keyword, JsonElement value, int depth)
    {
        switch (keyword)
        {
            case "type":
                shape.Types = value.ValueKind == JsonValueKind.Array
                    ? value.EnumerateArray().Aggregate(TypeSet.None, static (all, one) => all | TypeOf(one))
                    : TypeOf(value);
                break;
            case "const":
                shape.Choices = [value];
                break;
            case "enum" when value.ValueKind == JsonValueKind.Array:
                shape.Choices = [.. value.EnumerateArray()];
                break;
            case "required" when value.ValueKind == JsonValueKind.Array:
                shape.Required.UnionWith(Texts(value));
                break;
            case "default":
                shape.Default = value;
                break;
            case "x-alias":
                shape.Aliases.AddRange(Texts(value));
                break;
            case "x-enum" when value.ValueKind == JsonValueKind.Object:
                AddChoiceAliases(shape, value);
                break;
            case "x-assert" when value.ValueKind == JsonValueKind.Array:
                shape.Asserts.AddRange(value.EnumerateArray().Select(static a => a.ValueKind == JsonValueKind.Array ? a[a.GetArrayLength() - 1].ToString() : a.ToString()));
                break;
            default:
                ApplySubschema(shape, pointer, keyword, value, depth);
                break;
        }
    }

    private void ApplySubschema(SchemaShape shape, string pointer, string keyword, JsonElement value, int depth)
    {
        switch (keyword)
        {
            case "properties" when value.ValueKind == JsonValueKind.Object:
                foreach (var property in value.EnumerateObject())
                {
                    shape.Properties[property.Name] = Child($"{pointer}/properties", property.Name, property.Value, depth);
                }

                break;
            case "patternProperties" when value.ValueKind == JsonValueKind.Object:
                foreach (var property in value.EnumerateObject())
                {
                    AddPattern(shape, property.Name, Child($"{pointer}/patternProperties", property.Name, property.Value, depth));
                }

                break;
            case "additionalProperties":
                shape.Additional = Child(pointer, keyword, value, depth);
                break;
            case "items" when value.ValueKind != JsonValueKind.Array:
                shape.Items = Child(pointer, keyword, value, depth);
                break;
            case "items" or "prefixItems" when value.ValueKind == JsonValueKind.Array:
                shape.PrefixItems.AddRange(Children(pointer, keyword, value, depth));
                break;
            case "anyOf" or "oneOf" when value.ValueKind == JsonValueKind.Array:
                shape.Branches.AddRange(Children(pointer, keyword, value, depth));
                break;
            case "allOf" when value.ValueKind == JsonValueKind.Array:
                foreach (var part in Children(pointer, keyword, value, depth).ToList())
                {
                    Merge(shape, part);
                }

                break;
        }
    }

    private IEnumerable<SchemaShape> Children(string pointer, string keyword, JsonElement list, int depth) =>
        list.EnumerateArray().Select((schema, index) => At($"{pointer}/{keyword}/{index}", schema, depth + 1));

    private static void AddPattern(SchemaShape shape, string pattern, SchemaShape child)
    {
        try
        {
            shape.Patterns.Add((new(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant), child));
        }
        catch (Exception unreadable) when (unreadable is ArgumentException or NotSupportedException)
        {
            // Only alignment does without this pattern; validation still applies it.
            shape.Additional ??= SchemaShape.Anything;
        }
    }

    private static void AddChoiceAliases(SchemaShape shape, JsonElement value)
    {
        foreach (var choice in value.EnumerateObject())
        {
            var alias = choice.Value.ValueKind == JsonValueKind.Object && choice.Value.TryGetProperty("alias", out var a) ? a.ToString() : null;
            var description = choice.Value.ValueKind == JsonValueKind.Object && choice.Value.TryGetProperty("description", out var d) ? d.ToString() : null;
            var spellings = new List<string>();
            if (choice.Value.ValueKind is JsonValueKind.String or JsonValueKind.Array)
            {
                spellings.AddRange(Texts(choice.Value));
            }

            AddIf(spellings, alias);
            AddIf(spellings, description);
            AddIf(spellings, description is null ? null : $"{alias ?? choice.Name}: {description}");
            shape.ChoiceAliases[choice.Name] = spellings;
        }
    }

    private static void AddIf(List<string> spellings, string? spelling)
    {
        if (!string.IsNullOrWhiteSpace(spelling))
        {
            spellings.Add(spelling);
        }
    }

    private static void Merge(SchemaShape into, SchemaShape from)
    {
        into.IsNever |= from.IsNever;
        into.Types = (into.Types & from.Types) is var both && both == TypeSet.None ? from.Types : both;
        foreach (var (name, shape) in from.Properties)
        {
            into.Properties.TryAdd(name, shape);
        }

        into.Required.UnionWith(from.Required);
        into.Additional ??= from.Additional;
        into.Patterns.AddRange(from.Patterns);
        into.Items ??= from.Items;
        into.Choices ??= from.Choices;
        into.Default ??= from.Default;
        into.PrefixItems.AddRange(from.PrefixItems);
        into.Branches.AddRange(from.Branches);
        into.Asserts.AddRange(from.Asserts);
        foreach (var (name, spellings) in from.ChoiceAliases)
        {
            into.ChoiceAliases.TryAdd(name, spellings);
        }
    }

    private static IEnumerable<string> Texts(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => [value.GetString()!],
        JsonValueKind.Array => value.EnumerateArray().Where(static v => v.ValueKind == JsonValueKind.String).Select(static v => v.GetString()!),
        _ => [],
    };

    private static TypeSet TypeOf(JsonElement name) => name.ValueKind != JsonValueKind.String ? TypeSet.Any : name.GetString() switch
    {
        "null" => TypeSet.Null,
        "boolean" => TypeSet.Boolean,
        "integer" => TypeSet.Integer,
        "number" => TypeSet.Integer | TypeSet.Number,
        "string" => TypeSet.String,
        "array" => TypeSet.Array,
        "object" => TypeSet.Object,
        _ => TypeSet.Any,
    };
}
