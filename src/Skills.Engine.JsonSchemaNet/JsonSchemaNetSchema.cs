using System.Text.Json;
using Json.Schema;
using Skills.JsonSchema;
using NetFormat = Json.Schema.OutputFormat;
using NetSchema = Json.Schema.JsonSchema;

namespace Skills.Engine.JsonSchemaNet;

/// <summary>A schema compiled by JsonSchema.Net. Thread-safe.</summary>
internal sealed class JsonSchemaNetSchema(NetSchema schema, JsonSchemaValidator defaults) : ICompiledSchema
{
    /// <inheritdoc/>
    public IReadOnlyList<SchemaFinding> Validate(JsonElement value)
    {
        var quick = schema.Evaluate(value, new EvaluationOptions { OutputFormat = NetFormat.Flag, RequireFormatValidation = true });
        return quick.IsValid
            ? []
            : FindingReader.Read(schema.Evaluate(value, new EvaluationOptions { OutputFormat = NetFormat.Hierarchical, RequireFormatValidation = true }));
    }

    /// <inheritdoc/>
    public JsonElement ApplyDefaults(JsonElement value) => defaults.ApplyDefaults(value);
}
