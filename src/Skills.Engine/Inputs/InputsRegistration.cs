using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Skills.Engine.Inputs;

/// <summary>Registers the parts of step 1.</summary>
internal static class InputsRegistration
{
    internal static void AddInputs(IServiceCollection services)
    {
        services.TryAddSingleton<ISchemaCompiler, JsonSchemaCompiler>();
        services.TryAddSingleton<CompiledInputs>();
        services.TryAddSingleton<InputValidator, SchemaInputValidator>();
    }
}
