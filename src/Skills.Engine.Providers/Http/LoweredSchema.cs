using System.Text.Json;
using System.Text.Json.Nodes;

namespace Skills.Engine.Providers.Http;

/// <summary>A schema as a provider takes it, and the way back from its answer. Immutable and thread-safe.</summary>
internal sealed class LoweredSchema
{
    /// <summary>The property that holds a value whose root is no object.</summary>
    public const string Wrapper = "value";

    private readonly JsonElement _original;
    private readonly bool _wrapped;
    private readonly bool _nullsAdded;

    private LoweredSchema(JsonElement original, JsonElement schema, bool strict, bool wrapped, bool nullsAdded)
    {
        _original = original;
        Schema = schema;
        Strict = strict;
        _wrapped = wrapped;
        _nullsAdded = nullsAdded;
    }

    public JsonElement Schema { get; }

    /// <summary>Whether the provider is held to it to the letter.</summary>
    public bool Strict { get; }

    /// <summary>Writes the schema in the dialect; null when it cannot say it natively at all.</summary>
    public static LoweredSchema? Lower(JsonElement schema, SchemaDialect dialect)
    {
        if (dialect.Keywords is null)
        {
            return dialect.ObjectRoot ? ForTool(schema) : new(schema, schema.Clone(), strict: true, wrapped: false, nullsAdded: false);
        }

        var lowering = new SchemaLowering(schema, dialect);
        if (lowering.Run() is { } lowered)
        {
            var wrapped = dialect.ObjectRoot && !IsPlainObject(lowered);
            return new(schema, ToElement(wrapped ? Wrap(lowered) : lowered), strict: true, wrapped, lowering.NullsAdded);
        }

        return dialect.LooseNative && IsObjectSchema(schema)
            ? new(schema, schema.Clone(), strict: false, wrapped: false, nullsAdded: false)
            : null;
    }

    /// <summary>The schema as a tool's parameters: whole, since tools are not held to a subset, but with an object at the root.</summary>
    public static LoweredSchema ForTool(JsonElement schema)
    {
        if (IsObjectSchema(schema))
        {
            return new(schema, schema.Clone(), strict: false, wrapped: false, nullsAdded: false);
        }

        return new(schema, ToElement(Wrap(JsonNode.Parse(schema.GetRawText())!)), strict: false, wrapped: true, nullsAdded: false);
    }

    /// <summary>Undoes in the answer what the lowering did to the schema. An answer that is not JSON is left as it is.</summary>
    public string Raise(string text)
    {
        if (!_wrapped && !(_nullsAdded && text.Contains("null", StringComparison.Ordinal)))
        {
            return text;
        }

        JsonNode? node;
        try
        {
            node = JsonNode.Parse(text, documentOptions: new() { MaxDepth = 128 });
        }
        catch (JsonException)
        {
            return text;
        }

        if (_wrapped && node is JsonObject { Count: 1 } wrapper && wrapper.ContainsKey(Wrapper))
        {
            node = wrapper[Wrapper];
        }

        if (_nullsAdded && node is not null)
        {
            new AddedNulls(_original).Remove(node);
        }

        return node?.ToJsonString(Compact) ?? "null";
    }

    private static readonly JsonSerializerOptions Compact = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static bool IsObjectSchema(JsonElement schema) => schema.Text("type") == "object" && schema.Get("anyOf") is null;

    private static bool IsPlainObject(JsonNode schema) =>
        schema is JsonObject o && o["type"] is JsonValue type && type.GetValueKind() == JsonValueKind.String && type.GetValue<string>() == "object" && o["anyOf"] is null;

    // Definitions move to the new root, so that references into them still hold.
    private static JsonObject Wrap(JsonNode inner)
    {
        var root = new JsonObject
        {
            ["type"] = "object",
            ["properties"] = new JsonObject(),
            ["required"] = new JsonArray(Wrapper),
            ["additionalProperties"] = false,
        };
        foreach (var name in (string[])["$defs", "definitions"])
        {
            if (inner is JsonObject o && o.Remove(name, out var definitions))
            {
                root[name] = definitions;
            }
        }

        root["properties"]![Wrapper] = inner;
        return root;
    }

    private static JsonElement ToElement(JsonNode node) => JsonElement.Parse(node.ToJsonString(Compact));
}
