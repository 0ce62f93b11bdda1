using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Skills.Engine.Caching;

/// <summary>The cache's parts. A shared store and a coordinator are taken when registered; without them, memory alone serves.</summary>
internal static class CachingRegistration
{
    internal static void AddCaching(IServiceCollection services)
    {
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<SkillsEngineOptions>, SkillCacheOptionsValidator>());
        services.TryAddSingleton<SkillCache, TieredSkillCache>();
    }
}
