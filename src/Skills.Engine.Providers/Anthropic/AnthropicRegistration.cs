using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Skills.Engine.Providers.Anthropic;
using Skills.Engine.Providers.VendorBatches;
using Skills.Engine.Providers.Http;

namespace Skills.Engine;

/// <summary>Registers Anthropic.</summary>
public static class AnthropicRegistration
{
    /// <summary>Adds the Messages API. Without a key in options or configuration, <c>ANTHROPIC_API_KEY</c> is used; <c>ANTHROPIC_BASE_URL</c> likewise for the address.</summary>
    /// <param name="builder">The engine's builder.</param>
    /// <param name="configure">Changes the options after configuration was bound; null for none.</param>
    public static SkillsEngineBuilder AddAnthropic(this SkillsEngineBuilder builder, Action<AnthropicOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);

        ProviderOptionsRegistration.AddOptions(builder, "Anthropic", configure, static (options, configuration) =>
        {
            options.ApiKey ??= ProviderKeys.Variable(configuration, "ANTHROPIC_API_KEY");
            options.BaseUrl ??= ProviderKeys.Variable(configuration, "ANTHROPIC_BASE_URL");
        }, static _ => "ANTHROPIC_API_KEY");
        ProviderHttp.AddClient(builder.Services, AnthropicWire.Name);
        ProviderHttp.OpenModels(builder.Services, AnthropicWire.Name);
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IModelClient, AnthropicClient>());
        BatchRegistration.Add<AnthropicClient, AnthropicBatches>(builder);
        return builder;
    }
}
