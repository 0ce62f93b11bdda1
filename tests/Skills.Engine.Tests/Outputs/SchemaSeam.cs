using System.Text.Json;
using Microsoft.Extensions.Options;
using Skills.JsonSchema;

namespace Skills.Engine.Outputs;

/// <summary>The engine's own schema engine behind the seam, for tests of this room alone.</summary>
internal sealed class SchemaSeam : ISchemaCompiler
{
    public static SchemaOutputValidator Validator(Action<OutputReadingOptions>? configure = null)
    {
        var options = new SkillsEngineOptions();
        configure?.Invoke(options.Outputs);
        return new(new SchemaSeam(), Options.Create(options));
    }

    public ICompiledSchema Compile(JsonElement schema) => new Compiled(JsonSchemaValidator.Compile(schema, new() { AssertFormat = true }));

    private sealed class Compiled(JsonSchemaValidator schema) : ICompiledSchema
    {
        public IReadOnlyList<SchemaFinding> Validate(JsonElement value) =>
            [.. schema.Validate(value).Errors.Select(static e => new SchemaFinding(e.InstanceLocation, e.SchemaLocation, e.Keyword, e.Message))];

        public JsonElement ApplyDefaults(JsonElement value) => schema.ApplyDefaults(value);
    }
}
