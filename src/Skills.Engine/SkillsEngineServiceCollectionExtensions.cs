using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Skills.Engine.Binding;
using Skills.Engine.Caching;
using Skills.Engine.Catalog;
using Skills.Engine.Composition;
using Skills.Engine.Diagnostics;
using Skills.Engine.Embeddings;
using Skills.Engine.Execution;
using Skills.Engine.Inputs;
using Skills.Engine.Models;
using Skills.Engine.Models.Invocation;
using Skills.Engine.Outputs;
using Skills.Engine.Prompts;
using Skills.Engine.Routing;
using Skills.Engine.Rules;
using Skills.Engine.Settings;
using Skills.Engine.Tools;

namespace Skills.Engine;

/// <summary>Registers the engine.</summary>
public static class SkillsEngineServiceCollectionExtensions
{
    /// <summary>Adds the engine and its default parts. Parts already registered are kept, so a second call is harmless.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="configure">Changes the options after configuration was bound; null for none.</param>
    /// <returns>A builder on which each adapter adds one call.</returns>
    public static SkillsEngineBuilder AddSkillsEngine(this IServiceCollection services, Action<SkillsEngineOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);

        AddSettings(services);
        SettingsBinding.Bind(services).ValidateOnStart();
        if (configure is not null)
        {
            services.Configure(configure);
        }

        services.TryAddSingleton<IConfiguration>(static _ => new ConfigurationBuilder().AddEnvironmentVariables().Build());
        services.TryAddSingleton(TimeProvider.System);
        services.AddLogging();
        services.AddHttpClient();

        CatalogRegistration.AddCatalog(services);
        CompositionRegistration.AddComposition(services);
        InputsRegistration.AddInputs(services);
        CachingRegistration.AddCaching(services);
        PromptsRegistration.AddPrompts(services);
        RoutingRegistration.AddRouting(services);
        ModelsRegistration.AddModels(services);
        InvocationRegistration.AddInvocation(services);
        OutputsRegistration.AddOutputs(services);
        EmbeddingMeterRegistration.AddEmbeddingMeter(services);
        RulesRegistration.AddRules(services);
        ToolsRegistration.AddTools(services);
        DiagnosticsRegistration.AddDiagnostics(services);
        ExecutionRegistration.AddExecution(services);

        services.TryAddSingleton(static provider => new SkillExecutionEngine(provider.GetRequiredService<EngineParts>(), provider.GetRequiredService<SkillRunner>(), provider.GetRequiredService<RouterReport>())
        {
            Features = [.. provider.GetServices<EngineFeature>()],
        });
        services.TryAddSingleton<ISkillExecutionEngine>(static provider => provider.GetRequiredService<SkillExecutionEngine>());

        return new(services);
    }

    // Comes before the binder, so that its sentences do.
    private static void AddSettings(IServiceCollection services)
    {
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IConfigureOptions<SkillsEngineOptions>, SettingsCheck>());
        if (!services.Any(static s => ReferenceEquals(s.ImplementationInstance, EngineSettings.Known)))
        {
            services.AddSingleton(EngineSettings.Known);
        }
    }
}
