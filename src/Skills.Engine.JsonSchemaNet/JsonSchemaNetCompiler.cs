using System.Text.Json;
using Json.Schema;
using Skills.JsonSchema;
using JsonSchemaException = Json.Schema.JsonSchemaException;
using NetSchema = Json.Schema.JsonSchema;

namespace Skills.Engine.JsonSchemaNet;

/// <summary>Compiles schemas with JsonSchema.Net. Each has a registry of its own: nothing is shared, and nothing is ever fetched.</summary>
internal sealed class JsonSchemaNetCompiler : ISchemaCompiler
{
    private static readonly Uri BaseUri = new("urn:skills:schema");

    /// <inheritdoc/>
    public ICompiledSchema Compile(JsonElement schema)
    {
        try
        {
            // JsonSchema.Net has no limits of its own. What passes here is bounded in size and depth and does not refer to itself in place.
            var defaults = JsonSchemaValidator.Compile(schema);
            var options = new BuildOptions { SchemaRegistry = new(), Dialect = Dialect.Draft202012 };
            return new JsonSchemaNetSchema(NetSchema.Build(schema, options, BaseUri), defaults);
        }
        catch (Exception e) when (e is JsonSchemaException or RefResolutionException or Skills.JsonSchema.JsonSchemaException or JsonException or ArgumentException or InvalidOperationException or FormatException)
        {
            throw new SchemaCompileException(e.Message, e);
        }
    }
}
