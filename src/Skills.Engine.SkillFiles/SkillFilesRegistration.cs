using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Skills.Engine.Definitions;
using Skills.Engine.Rules;
using Skills.Engine.SkillFiles.Checks;
using Skills.Engine.SkillFiles.Folders;

namespace Skills.Engine.SkillFiles;

/// <summary>The package's parts.</summary>
internal static class SkillFilesRegistration
{
    /// <summary>Adds the reader, the source of the catalog and the checks over all skills.</summary>
    /// <param name="services">The host's services.</param>
    public static void AddSkillFiles(IServiceCollection services)
    {
        services.TryAddSingleton(static provider => new SkillChecks
        {
            FindRuleFaults = provider.GetService<RuleExecutor>() is { } rules ? rules.FindFaults : null,
            Models = provider.GetService<ModelCatalog>(),
        });
        services.TryAddSingleton(static provider => new SkillFileReader(
            provider.GetRequiredService<IOptions<SkillsEngineOptions>>().Value.Definitions,
            provider.GetRequiredService<SkillChecks>(),
            [.. provider.GetServices<ISkillFormat>(), .. SkillFormats.BuiltIn]));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<ISkillSource, SkillFileSource>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<ICatalogCheck, CatalogCheck>());
    }
}
