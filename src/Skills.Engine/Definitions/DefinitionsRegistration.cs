using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Skills.Engine.Definitions;

/// <summary>The room's parts.</summary>
internal static class DefinitionsRegistration
{
    /// <summary>Adds reader, sources and catalog.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="checkRules">Makes what finds unknown rule types and parameters; null when nobody does.</param>
    public static void AddDefinitions(IServiceCollection services, Func<IServiceProvider, Func<Skill, IReadOnlyList<SkillError>>>? checkRules = null)
    {
        services.TryAddSingleton(provider => new SkillChecks { CheckRules = checkRules?.Invoke(provider), Models = provider.GetService<ModelCatalog>() });
        services.TryAddSingleton(provider => new SkillFileReader(provider.GetRequiredService<IOptions<SkillsEngineOptions>>(), provider.GetRequiredService<SkillChecks>()));
        services.TryAddSingleton<SkillSources>();
        services.TryAddSingleton(provider => new SkillCatalog(
            provider.GetRequiredService<SkillSources>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetService<ILogger<SkillCatalog>>() ?? NullLogger<SkillCatalog>.Instance));
        services.TryAddSingleton<CompositionRunner>();
    }
}
