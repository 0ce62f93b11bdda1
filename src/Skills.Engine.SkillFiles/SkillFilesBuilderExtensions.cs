using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Skills.Engine.Catalog;
using Skills.Engine.Rules;
using Skills.Engine.SkillFiles;
using Skills.Engine.SkillFiles.Checks;
using Skills.Engine.SkillFiles.Folders;

namespace Skills.Engine;

/// <summary>Tells the engine where its skill files are.</summary>
public static class SkillFilesBuilderExtensions
{
    /// <summary>Adds the reading of skill files, with the folders of <see cref="SkillDefinitionOptions.Directories"/>. A second call does nothing.</summary>
    /// <param name="builder">The engine's builder.</param>
    public static SkillsEngineBuilder AddSkillFiles(this SkillsEngineBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var services = builder.Services;
        services.TryAddSingleton(static provider => new SkillFolders(provider.GetService<IHostEnvironment>()));
        services.TryAddSingleton(static provider => new SkillChecks
        {
            FindRuleFaults = provider.GetService<RuleExecutor>() is { } rules ? rules.FindFaults : null,
            Models = provider.GetService<ModelCatalog>(),
            Time = provider.GetService<TimeProvider>() ?? TimeProvider.System,
        });
        services.TryAddSingleton(static provider => new SkillFileReader(
            provider.GetRequiredService<IOptions<SkillsEngineOptions>>().Value.Definitions,
            provider.GetRequiredService<SkillChecks>(),
            [.. provider.GetServices<ISkillFormat>(), .. SkillFormats.BuiltIn]));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<ISkillSource, SkillFileSource>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<ICatalogCheck, CatalogCheck>());
        return builder;
    }

    /// <summary>Adds every skill file below a folder: <c>*.skill.yaml|yml|json|md</c> and Agent Skills.</summary>
    /// <param name="builder">The engine's builder.</param>
    /// <param name="path">The folder. A relative one counts from the host's content root, then from the folder of the program.</param>
    public static SkillsEngineBuilder AddSkillsFromDirectory(this SkillsEngineBuilder builder, string path)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        return Add(builder, new SkillLocation.Folder(path));
    }

    /// <summary>Adds every skill file embedded in an assembly; files they refer to are embedded beside them.</summary>
    /// <param name="builder">The engine's builder.</param>
    /// <param name="assembly">The assembly.</param>
    /// <param name="prefix">Beginning of the resources' names; empty for all.</param>
    public static SkillsEngineBuilder AddSkillsFromEmbeddedResources(this SkillsEngineBuilder builder, Assembly assembly, string prefix = "")
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(assembly);
        return Add(builder, new SkillLocation.Embedded(assembly, prefix));
    }

    /// <summary>Adds a form of skill files. It is asked before <see cref="SkillFormats.BuiltIn"/>, and after those added earlier.</summary>
    /// <param name="builder">The engine's builder.</param>
    /// <param name="format">The form; the caller owns it.</param>
    public static SkillsEngineBuilder AddSkillFormat(this SkillsEngineBuilder builder, ISkillFormat format)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(format);
        builder.Services.AddSingleton(format);
        return builder.AddSkillFiles();
    }

    private static SkillsEngineBuilder Add(SkillsEngineBuilder builder, SkillLocation location)
    {
        builder.Services.AddSingleton(location);
        return builder.AddSkillFiles();
    }
}
