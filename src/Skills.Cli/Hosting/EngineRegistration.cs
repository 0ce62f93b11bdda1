using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Skills.Cli.Shell;
using Skills.Engine;
using Skills.Engine.Evaluation;

namespace Skills.Cli.Hosting;

/// <summary>Makes the engine of a command.</summary>
internal static class EngineRegistration
{
    /// <summary>Reads the configuration and the skills. Broken files are findings of the catalog and do not throw.</summary>
    public static CliEngine Build(EngineSettings settings)
    {
        var folder = settings.Config is { } typed ? settings.Host.FullPath(typed) : settings.Host.Folder;
        var configuration = CliConfiguration.Read(settings.Host, folder);
        if (settings.Dir is { } dir && !Directory.Exists(settings.Host.FullPath(dir)))
        {
            throw new CliException(ExitCode.NothingMatched, $"The folder '{dir}' does not exist. Name the folder of the skills with --dir.");
        }

        var services = new ServiceCollection();
        AddTo(services, configuration, settings, folder);
        var provider = services.BuildServiceProvider();
        try
        {
            return Engine(provider, configuration);
        }
        catch
        {
            provider.Dispose();
            throw;
        }
    }

    /// <summary>Adds the engine with the folders and providers of the settings to the services of a host.</summary>
    public static SkillsEngineBuilder AddTo(IServiceCollection services, IConfiguration configuration, EngineSettings settings, string folder)
    {
        services.AddSingleton(configuration);
        services.AddSingleton(settings.Host.Time);
        var builder = services.AddSkillsEngine(options =>
        {
            SkillFolders.Apply(options.Definitions, settings, folder);
            options.Definitions.FailOnErrors = false;
            options.Definitions.Watch |= settings.Watch;
        }).AddSkillFiles();

        if (settings.Redis && configuration[$"{RedisCacheOptions.SectionName}:{nameof(RedisCacheOptions.ConnectionString)}"] is { Length: > 0 })
        {
            builder.AddRedisCache();
        }

        if (settings.Journal is { } journal)
        {
            builder.AddSkillBatches(journal);
        }

        settings.SharedBatches?.Invoke(builder, configuration);
        return settings.Tests is { } tests ? AddTests(builder, configuration, tests, settings.Live)
            : settings.Dry ? builder.AddDryRun()
            : ProvidersRegistration.AddProviders(builder, configuration);
    }

    // The tests come last: a provider that is added after them would not be recorded.
    private static SkillsEngineBuilder AddTests(SkillsEngineBuilder builder, IConfiguration configuration, SkillTestOptions tests, bool live)
    {
        builder.AddDryRun();
        return (live ? ProvidersRegistration.AddProviders(builder, configuration) : builder)
            .AddSkillTests(tests with { Redaction = tests.Redaction with { Secrets = [.. tests.Redaction.Secrets, .. ConfiguredSecrets.Of(configuration)] } });
    }

    private static CliEngine Engine(ServiceProvider provider, IConfiguration configuration)
    {
        var options = provider.GetRequiredService<IOptions<SkillsEngineOptions>>().Value;
        return new(provider)
        {
            Engine = provider.GetRequiredService<SkillExecutionEngine>(),
            Reader = provider.GetRequiredService<SkillFileReader>(),
            Models = provider.GetRequiredService<ModelCatalog>(),
            Clients = [.. provider.GetServices<IModelClient>()],
            Configuration = configuration,
            Store = provider.GetService<ISkillCacheStore>(),
            Options = options,
            Tests = provider.GetService<SkillTestRunner>(),
        };
    }
}
