using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Skills.Engine.Providers.Http;
using Skills.Engine.Providers.WatsonX;

namespace Skills.Engine;

/// <summary>Registers IBM watsonx.ai.</summary>
public static class WatsonXRegistration
{
    /// <summary>Adds watsonx.ai. Without a key in options or configuration, <c>WATSONX_API_KEY</c> is used; <c>WATSONX_PROJECT_ID</c>, <c>WATSONX_SPACE_ID</c> and <c>WATSONX_URL</c> likewise.</summary>
    /// <param name="builder">The engine's builder.</param>
    /// <param name="configure">Changes the options after configuration was bound; null for none.</param>
    public static SkillsEngineBuilder AddWatsonX(this SkillsEngineBuilder builder, Action<WatsonXOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);

        ProviderOptionsRegistration.AddOptions(builder, "WatsonX", configure, static (options, configuration) =>
        {
            options.ApiKey ??= ProviderKeys.Variable(configuration, "WATSONX_API_KEY", "WATSONX_APIKEY");
            options.BaseUrl ??= ProviderKeys.Variable(configuration, "WATSONX_URL");
            if (options.SpaceId is null)
            {
                options.ProjectId ??= ProviderKeys.Variable(configuration, "WATSONX_PROJECT_ID");
            }

            if (options.ProjectId is null)
            {
                options.SpaceId ??= ProviderKeys.Variable(configuration, "WATSONX_SPACE_ID");
            }
        }, static _ => "WATSONX_API_KEY");
        ProviderHttp.AddClient(builder.Services, WatsonXWire.Name);
        ProviderHttp.OpenModels(builder.Services, WatsonXWire.Name);
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IModelClient, WatsonXClient>());
        return builder;
    }
}
