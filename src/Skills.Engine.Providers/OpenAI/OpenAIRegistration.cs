using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Skills.Engine.Providers.Http;
using Skills.Engine.Providers.OpenAI;
using Skills.Engine.Providers.VendorBatches;

namespace Skills.Engine;

/// <summary>Registers OpenAI.</summary>
public static class OpenAIRegistration
{
    /// <summary>Adds OpenAI. Without a key in options or configuration, <c>OPENAI_API_KEY</c> is used; <c>OPENAI_BASE_URL</c> likewise for the address.</summary>
    /// <param name="builder">The engine's builder.</param>
    /// <param name="configure">Changes the options after configuration was bound; null for none.</param>
    public static SkillsEngineBuilder AddOpenAI(this SkillsEngineBuilder builder, Action<OpenAIOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);

        ProviderOptionsRegistration.AddOptions(builder, "OpenAI", configure, static (options, configuration) =>
        {
            options.ApiKey ??= ProviderKeys.Variable(configuration, "OPENAI_API_KEY");
            options.BaseUrl ??= ProviderKeys.Variable(configuration, "OPENAI_BASE_URL");
        }, static _ => "OPENAI_API_KEY");
        ProviderHttp.AddClient(builder.Services, OpenAIWire.Name);
        ProviderHttp.OpenModels(builder.Services, OpenAIWire.Name);
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IModelClient, OpenAIClient>());
        BatchRegistration.Add<OpenAIClient, OpenAIBatches>(builder);
        return builder;
    }
}
