using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Skills.Engine.Outputs;

/// <summary>Registers the parts of step 6.</summary>
internal static class OutputsRegistration
{
    internal static void AddOutputs(IServiceCollection services)
    {
        services.TryAddSingleton<SchemaOutputValidator>();
        services.TryAddSingleton<OutputValidator>(static provider => provider.GetRequiredService<SchemaOutputValidator>());
    }
}
