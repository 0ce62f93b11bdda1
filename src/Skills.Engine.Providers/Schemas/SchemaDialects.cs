namespace Skills.Engine.Providers.Schemas;

/// <summary>Subsets of JSON Schema that several providers accept.</summary>
internal static class SchemaDialects
{
    /// <summary>The strict subset of OpenAI, also of services that serve its models.</summary>
    public static SchemaDialect OpenAIStrict { get; } = new()
    {
        Keywords = new HashSet<string>
        {
            "type", "enum", "const", "anyOf", "properties", "required", "items", "format", "pattern", "minimum", "maximum",
            "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "minItems", "maxItems", "additionalProperties", "title", "description",
        },
        Formats = new HashSet<string> { "date-time", "time", "date", "duration", "email", "hostname", "ipv4", "ipv6", "uuid" },
        ClosedObjects = true,
        AllRequired = true,
        ObjectRoot = true,
        TypesRequired = true,
        Limits = new() { Properties = 5000, Nesting = 10, EnumValues = 1000, LargeEnumCharacters = 15_000, Characters = 120_000 },
        LooseNative = true,
    };

    /// <summary>The subset of Anthropic's models, also where Bedrock serves them.</summary>
    public static SchemaDialect Anthropic { get; } = new()
    {
        Keywords = new HashSet<string>
        {
            "type", "enum", "const", "anyOf", "properties", "required", "items", "format", "minItems", "additionalProperties", "title",
            "description", "default",
        },
        Formats = new HashSet<string> { "date-time", "time", "date", "duration", "email", "hostname", "uri", "ipv4", "ipv6", "uuid" },
        ClosedObjects = true,
        ObjectRoot = true,
        TypesRequired = true,
        Recursion = SchemaRecursion.Never,
        MaxMinItems = 1,
        Limits = new() { OptionalProperties = 24, Unions = 16 },
    };
}
