using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Skills.Engine.Catalog;

/// <summary>The room's parts.</summary>
internal static class CatalogRegistration
{
    /// <summary>Adds the catalog.</summary>
    /// <param name="services">The host's services.</param>
    public static void AddCatalog(IServiceCollection services)
    {
        services.TryAddSingleton<CatalogLoader>();
        services.TryAddSingleton(provider => new SkillCatalog(
            provider.GetRequiredService<CatalogLoader>(),
            provider.GetService<ILogger<SkillCatalog>>() ?? NullLogger<SkillCatalog>.Instance));
    }
}
