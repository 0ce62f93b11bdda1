using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Skills.Engine.Providers.Http;
using Skills.Engine.Providers.Local;

namespace Skills.Engine;

/// <summary>Registers a local server.</summary>
public static class LocalRegistration
{
    /// <summary>Adds a server one runs oneself: Ollama, vLLM, llama.cpp, LM Studio. Without an address in options or configuration, <c>SKILLS_LOCAL_ENDPOINT</c> is used, then <c>http://localhost:11434</c>.</summary>
    /// <param name="builder">The engine's builder.</param>
    /// <param name="configure">Changes the options after configuration was bound; null for none.</param>
    public static SkillsEngineBuilder AddLocal(this SkillsEngineBuilder builder, Action<LocalOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);

        ProviderOptionsRegistration.AddOptions(builder, "Local", configure, static (options, configuration) =>
            options.BaseUrl ??= ProviderKeys.Variable(configuration, "SKILLS_LOCAL_ENDPOINT"));
        ProviderHttp.AddClient(builder.Services, LocalWire.Name);
        ProviderHttp.OpenModels(builder.Services, LocalWire.Name);
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IModelClient, LocalClient>());
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IConfigureOptions<SkillsEngineOptions>, LocalModelsSetup>());
        return builder;
    }
}
