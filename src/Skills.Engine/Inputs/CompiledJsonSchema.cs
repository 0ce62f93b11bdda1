using System.Text.Json;
using Skills.JsonSchema;

namespace Skills.Engine.Inputs;

/// <summary>A schema compiled by the project's own validator.</summary>
internal sealed class CompiledJsonSchema(JsonSchemaValidator schema) : ICompiledSchema
{
    /// <summary>The resolved view of the schema's root.</summary>
    public SchemaView View => schema.View;

    public IReadOnlyList<SchemaFinding> Validate(JsonElement value)
    {
        var result = schema.Validate(value);
        return result.IsValid
            ? []
            : [.. result.Errors.Select(static e => new SchemaFinding(e.InstanceLocation, e.SchemaLocation, e.Keyword.Length > 0 ? e.Keyword : "limit", e.Message))];
    }

    public JsonElement ApplyDefaults(JsonElement value) => schema.ApplyDefaults(value);
}
