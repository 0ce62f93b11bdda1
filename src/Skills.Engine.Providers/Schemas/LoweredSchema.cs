using System.Text.Encodings.Web;
using System.Text.Json;
using Skills.JsonSchema;

namespace Skills.Engine.Providers.Schemas;

/// <summary>A schema as a provider accepts it, and the way back from its reply. Immutable and thread-safe.</summary>
internal sealed class LoweredSchema
{
    private static readonly JsonSerializerOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly SchemaView? _original;
    private readonly bool _wrapped;
    private readonly bool _nullsAdded;

    private LoweredSchema(SchemaView? original, JsonElement schema, bool strict, bool wrapped = false, bool nullsAdded = false, bool hasNotes = false)
    {
        _original = original;
        Schema = schema;
        Strict = strict;
        _wrapped = wrapped;
        _nullsAdded = nullsAdded;
        HasNotes = hasNotes;
    }

    /// <summary>The schema to send.</summary>
    public JsonElement Schema { get; }

    /// <summary>Whether the provider must follow it to the letter.</summary>
    public bool Strict { get; }

    /// <summary>Whether descriptions of the schema say what it cannot assert.</summary>
    public bool HasNotes { get; }

    /// <summary>Writes the schema in the dialect; null when it cannot be asked for natively at all.</summary>
    public static LoweredSchema? Lower(JsonElement schema, SchemaDialect dialect)
    {
        if (dialect.Keywords is null)
        {
            return dialect.ObjectRoot ? ForTool(schema) : new(null, schema.Clone(), strict: true);
        }

        if (ViewOf(schema) is { } view && SchemaLowering.Run(view, dialect) is var (lowered, facts))
        {
            return new(view, JsonElement.Parse(lowered.ToJsonString(Compact)), strict: true, facts.Wrapped, facts.NullsAdded, facts.HasNotes);
        }

        return dialect.LooseNative && IsObject(schema) ? new(null, schema.Clone(), strict: false) : null;
    }

    /// <summary>The schema as a tool's parameters: whole, since tools are not limited to a subset, but with an object at the root.</summary>
    public static LoweredSchema ForTool(JsonElement schema) => IsObject(schema)
        ? new(null, schema.Clone(), strict: false)
        : new(null, JsonElement.Parse(SchemaWrapper.AroundWhole(schema).ToJsonString(Compact)), strict: false, wrapped: true);

    /// <summary>Undoes in the reply what the lowering did to the schema. A reply that is not JSON is left as it is.</summary>
    public string Raise(string text)
    {
        if (!_wrapped && !(_nullsAdded && text.Contains("null", StringComparison.Ordinal)))
        {
            return text;
        }

        try
        {
            using var document = JsonDocument.Parse(text, new() { MaxDepth = 128 });
            var reply = document.RootElement;
            if (_wrapped && reply.ValueKind == JsonValueKind.Object && reply.GetPropertyCount() == 1 && reply.TryGetProperty(SchemaWrapper.Property, out var inner))
            {
                reply = inner;
            }

            return _nullsAdded && _original is not null ? AddedNulls.Remove(reply, _original) : reply.GetRawText();
        }
        catch (JsonException)
        {
            return text;
        }
    }

    // A schema that is wrong, or needs documents that are not here, is for the provider to judge.
    private static SchemaView? ViewOf(JsonElement schema)
    {
        try
        {
            return SchemaView.Of(schema);
        }
        catch (Exception e) when (e is JsonSchemaException or JsonSchemaLimitException)
        {
            return null;
        }
    }

    private static bool IsObject(JsonElement schema) =>
        schema.ValueKind == JsonValueKind.Object && schema.TryGetProperty("type", out var type) && type.ValueKind == JsonValueKind.String && type.ValueEquals("object"u8)
        && !schema.TryGetProperty("anyOf"u8, out _);
}
