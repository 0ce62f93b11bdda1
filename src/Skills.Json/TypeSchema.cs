using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Skills.Json.Types;

namespace Skills.Json;

/// <summary>Derives JSON Schema from a .NET type: by System.Text.Json's exporter, with data annotations, descriptions and the nullability of items in addition.</summary>
public static class TypeSchema
{
    // The serializer's times have no offset, and the formats of JSON Schema (RFC 3339) require one.
    private const string TimePattern = @"^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,7})?)?$";
    private const string DateTimePattern = @"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,7})?)?(Z|[+-]\d{2}:\d{2})?$";

    /// <summary>Returns the schema of what the serializer writes.</summary>
    /// <param name="info">The type, under the settings that write it.</param>
    public static JsonElement OfInput(JsonTypeInfo info)
    {
        ArgumentNullException.ThrowIfNull(info);
        return Export(info, isOutput: false);
    }

    /// <summary>Returns the schema of what <see cref="TypedReader"/> reads, for example from a model. Members that cannot be set are not part of it.</summary>
    /// <param name="info">The type, under the settings that read it.</param>
    public static JsonElement OfOutput(JsonTypeInfo info)
    {
        ArgumentNullException.ThrowIfNull(info);
        return Export(info, isOutput: true);
    }

    private static JsonElement Export(JsonTypeInfo info, bool isOutput)
    {
        var options = WithPlainNumbers(info.Options, isOutput);
        var tables = new TypeTables(options);
        var node = options.GetTypeInfo(info.Type).GetJsonSchemaAsNode(new() { TreatNullObliviousAsNonNullable = true, TransformSchemaNode = (context, schema) => Transform(context, schema, tables, isOutput) });
        return JsonElement.Parse(node.ToJsonString());
    }

    // The Web defaults read numbers from texts, which the exporter would offer to models as an equal choice.
    // Inputs follow what is written: numbers as texts and NaN stay in their schema when the settings write them.
    private static JsonSerializerOptions WithPlainNumbers(JsonSerializerOptions options, bool isOutput) => new(options)
    {
        NumberHandling = isOutput ? JsonNumberHandling.Strict : options.NumberHandling & ~JsonNumberHandling.AllowReadingFromString,
    };

    private static JsonNode Transform(JsonSchemaExporterContext context, JsonNode node, TypeTables tables, bool isOutput)
    {
        var attributes = context.PropertyInfo is { } property ? [.. TypeMember.AttributesOf(property)] : Array.Empty<Attribute>();
        var type = Nullable.GetUnderlyingType(context.TypeInfo.Type) ?? context.TypeInfo.Type;
        var description = DescriptionOf(attributes) ?? DescriptionOf(type.GetCustomAttributes(typeof(DescriptionAttribute), inherit: false));
        if (node is not JsonObject schema)
        {
            // True: anything goes.
            return description is null ? node : new JsonObject { ["description"] = description };
        }

        schema.Remove("$comment");
        Scalar(schema, type, isOutput);
        EnumNames(schema, type, context.TypeInfo, tables);
        if (isOutput)
        {
            RemoveUnsettable(schema, context.TypeInfo);
        }

        if (context.PropertyInfo is { } owner)
        {
            AllowNullItems(schema, NullPermission.Of(owner.AttributeProvider)?.Element);
        }

        AnnotationKeywords.Add(schema, attributes);
        if (description is not null)
        {
            schema["description"] = description;
        }

        return schema;
    }

    private static string? DescriptionOf(IEnumerable<object> attributes) => attributes.OfType<DescriptionAttribute>().FirstOrDefault()?.Description;

    private static void EnumNames(JsonObject schema, Type type, JsonTypeInfo info, TypeTables tables)
    {
        if (type.IsEnum)
        {
            schema["type"] ??= schema["enum"] is JsonArray names && names.Contains(null) ? new JsonArray("string", "null") : "string";
        }

        if (info is { Kind: JsonTypeInfoKind.Dictionary, KeyType: { IsEnum: true } key })
        {
            schema["propertyNames"] = new JsonObject { ["enum"] = new JsonArray([.. tables.EnumOf(key).Names.Select(static n => JsonValue.Create(n))]) };
        }
    }

    private static void RemoveUnsettable(JsonObject schema, JsonTypeInfo info)
    {
        if (schema["properties"] is not JsonObject properties)
        {
            return;
        }

        foreach (var unset in info.Properties.Where(static p => !TypeMember.IsSettable(p)))
        {
            properties.Remove(unset.Name);
        }
    }

    private static void Scalar(JsonObject schema, Type type, bool isOutput)
    {
        var pattern = type == typeof(TimeOnly) ? TimePattern
            : type == typeof(DateTime) ? DateTimePattern
            : type == typeof(TimeSpan) && isOutput ? DurationText.Pattern
            : null;
        if (pattern is not null)
        {
            schema.Remove("format");
            schema["pattern"] = pattern;
        }
    }

    // The exporter knows the annotation of a member, and not those of its items.
    private static void AllowNullItems(JsonObject schema, NullPermission? element)
    {
        var item = schema["items"] as JsonObject ?? schema["additionalProperties"] as JsonObject;
        if (item is null || element is null)
        {
            return;
        }

        if (element.Allowed && item["type"] is JsonValue single && single.GetValueKind() == JsonValueKind.String)
        {
            item["type"] = new JsonArray(single.GetValue<string>(), "null");
        }

        AllowNullItems(item, element.Element);
    }
}
