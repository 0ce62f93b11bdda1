using System.Text.Json;

namespace Skills.Engine.Testing.Loopback;

/// <summary>Refuses the schema of a request as the vendor's documentation, or its server's source, says that it is refused.</summary>
internal static class StrictSchemas
{
    private static readonly SchemaSubset OpenAI = new()
    {
        Keywords =
        [
            "type", "enum", "const", "anyOf", "$ref", "$defs", "definitions", "properties", "required", "items", "format", "pattern", "minimum", "maximum",
            "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "minItems", "maxItems", "additionalProperties", "title", "description",
        ],
        Formats = ["date-time", "time", "date", "duration", "email", "hostname", "ipv4", "ipv6", "uuid"],
        ObjectRoot = true,
        ClosedObjects = true,
        AllRequired = true,
        TypesRequired = true,
        ItemsRequired = true,
        Recursion = true,
        MostProperties = 5000,
        MostLevels = 10,
        MostEnumValues = 1000,
    };

    private static readonly SchemaSubset Anthropic = new()
    {
        Keywords =
        [
            "type", "enum", "const", "anyOf", "allOf", "$ref", "$defs", "definitions", "properties", "required", "items", "format", "minItems",
            "additionalProperties", "title", "description", "default",
        ],
        Formats = ["date-time", "time", "date", "duration", "email", "hostname", "uri", "ipv4", "ipv6", "uuid"],
        ClosedObjects = true,
        TypesRequired = true,
        LargestMinItems = 1,
        MostOptional = 24,
        MostUnions = 16,
    };

    private static readonly SchemaSubset Google = new()
    {
        Keywords =
        [
            "$id", "$defs", "$ref", "$anchor", "type", "format", "title", "description", "enum", "items", "prefixItems", "minItems", "maxItems", "minimum",
            "maximum", "anyOf", "oneOf", "properties", "additionalProperties", "required", "propertyOrdering",
        ],
        Recursion = true,
        OptionalRecursion = true,
    };

    // IBM publishes no subset. This is what the default grammar of vLLM asserts, whose parameters the API has.
    private static readonly SchemaSubset WatsonX = new()
    {
        Keywords =
        [
            "type", "enum", "const", "anyOf", "oneOf", "$ref", "$defs", "definitions", "properties", "required", "items", "prefixItems", "format", "pattern",
            "minLength", "maxLength", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "minItems", "maxItems", "additionalProperties", "title",
            "description", "default",
        ],
        Formats =
        [
            "email", "date", "time", "date-time", "duration", "ipv4", "ipv6", "hostname", "uuid", "uri", "uri-reference", "uri-template", "json-pointer",
            "relative-json-pointer",
        ],
        Recursion = true,
    };

    private static readonly SchemaSubset Ollama = new()
    {
        Keywords =
        [
            "type", "enum", "const", "anyOf", "oneOf", "$ref", "$defs", "definitions", "properties", "required", "items", "format", "pattern", "minLength",
            "maxLength", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "minItems", "maxItems", "additionalProperties", "title", "description",
            "default",
        ],
        Formats = ["date", "time", "date-time", "uuid"],
        TypesRequired = true,
        RootReferences = false,
        Recursion = true,
        Grammar = true,
    };

    /// <summary>Returns the refusal; null when the request is accepted or has no schema.</summary>
    public static LoopbackReply? Refuse(RecordedRequest request)
    {
        var body = request.Json;
        var fault = request.Api switch
        {
            LoopbackApi.ChatCompletions when At(body, "response_format", "json_schema") is { } format => OfOpenAI(format),
            LoopbackApi.Responses when At(body, "text", "format") is { } format => OfOpenAI(format),
            LoopbackApi.Anthropic when At(body, "output_config", "format", "schema") is { } schema => Anthropic.FaultOf(schema),
            LoopbackApi.Bedrock when At(body, "outputConfig", "textFormat", "structure", "jsonSchema", "schema") is { } text => Anthropic.FaultOf(JsonElement.Parse(text.GetString()!)),
            LoopbackApi.Google or LoopbackApi.Vertex when At(body, "generationConfig", "responseJsonSchema") is { } schema => Google.FaultOf(schema),
            LoopbackApi.WatsonX when At(body, "response_format", "json_schema", "schema") is { } schema => WatsonX.FaultOf(schema),
            LoopbackApi.Ollama when At(body, "format") is { ValueKind: JsonValueKind.Object } schema => Ollama.FaultOf(schema),
            _ => null,
        };
        if (fault is not null && request.Api == LoopbackApi.Ollama)
        {
            return new() { Status = 500, Body = "{\"error\":\"invalid JSON schema in format\"}"u8.ToArray() };
        }

        return fault is null ? null : LoopbackReply.Fails(ModelErrorKind.InvalidRequest) with { ErrorMessage = "Invalid schema: " + fault };
    }

    // Without strict, the schema is only a hint.
    private static string? OfOpenAI(JsonElement format) =>
        format.TryGetProperty("strict", out var strict) && strict.ValueKind == JsonValueKind.True && format.TryGetProperty("schema", out var schema) ? OpenAI.FaultOf(schema) : null;

    private static JsonElement? At(JsonElement body, params ReadOnlySpan<string> path)
    {
        JsonElement? at = body;
        foreach (var name in path)
        {
            at = at is { ValueKind: JsonValueKind.Object } o && o.TryGetProperty(name, out var next) ? next : null;
        }

        return at;
    }
}
