using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Skills.Engine.JsonSchemaNet;

namespace Skills.Engine;

/// <summary>Adds JsonSchema.Net to the engine.</summary>
public static class JsonSchemaNetBuilderExtensions
{
    /// <summary>Validates inputs, outputs and <c>json_schema</c> rules with JsonSchema.Net instead of the built-in validator.</summary>
    /// <remarks>
    /// Drafts 2020-12, 2019-09, 7 and 6, with formats asserted. Draft 4 is rejected when the schema is compiled. Schemas are
    /// checked by the built-in validator's limits first, and its defaults are used, as JsonSchema.Net has none. Patterns run as
    /// .NET regular expressions without a time limit, so use this only with schemas that you trust.
    /// </remarks>
    /// <param name="builder">The engine's builder.</param>
    public static SkillsEngineBuilder UseJsonSchemaNet(this SkillsEngineBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);

        builder.Services.Replace(ServiceDescriptor.Singleton<ISchemaCompiler, JsonSchemaNetCompiler>());
        return builder;
    }
}
