using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Skills.Engine.Models;

/// <summary>Registers what the rooms share about models.</summary>
internal static class ModelsRegistration
{
    public static void AddModels(IServiceCollection services)
    {
        services.TryAddSingleton<ModelCatalog>();
        services.TryAddSingleton<ModelDiscovery>();
    }
}
