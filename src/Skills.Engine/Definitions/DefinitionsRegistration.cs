using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Skills.Engine.Definitions;

/// <summary>The room's parts.</summary>
internal static class DefinitionsRegistration
{
    /// <summary>Adds the catalog and what runs the steps of composed skills.</summary>
    /// <param name="services">The host's services.</param>
    public static void AddDefinitions(IServiceCollection services)
    {
        services.TryAddSingleton<CatalogLoader>();
        services.TryAddSingleton(provider => new SkillCatalog(
            provider.GetRequiredService<CatalogLoader>(),
            provider.GetService<ILogger<SkillCatalog>>() ?? NullLogger<SkillCatalog>.Instance));
        services.TryAddSingleton<CompositionRunner>();
    }
}
