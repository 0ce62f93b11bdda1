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
            return new CompiledJsonSchema(JsonSchemaValidator.Compile(schema, Options));
        }
        catch (JsonSchemaException problem)
        {
            throw new SchemaCompileException(problem.Message, problem);
        }
    }
}
