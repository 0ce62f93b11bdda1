using System.Text.Json;
using Skills.JsonSchema;

namespace Skills.Engine.Inputs;

/// <summary>The default <see cref="ISchemaCompiler"/>: the project's own validator, formats asserted, nothing ever fetched.</summary>
internal sealed class JsonSchemaCompiler : ISchemaCompiler
{
    private static readonly JsonSchemaOptions Options = new() { AssertFormat = true };

    public ICompiledSchema Compile(JsonElement schema)
    {
        try
        {
            return new Compiled(JsonSchemaValidator.Compile(schema, Options));
        }
        catch (JsonSchemaException problem)
        {
            throw new SchemaCompileException(problem.Message, problem);
        }
    }

    private sealed class Compiled(JsonSchemaValidator schema) : ICompiledSchema
    {
        public IReadOnlyList<SchemaFinding> Validate(JsonElement value)
        {
            var result = schema.Validate(value);
            return result.IsValid
                ? []
                : [.. result.Errors.Select(static e => new SchemaFinding(e.InstanceLocation, e.SchemaLocation, e.Keyword.Length > 0 ? e.Keyword : "limit", e.Message))];
        }

        public JsonElement ApplyDefaults(JsonElement value) => schema.ApplyDefaults(value);
    }
}
