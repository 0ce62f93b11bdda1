using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Skills.Engine.Providers.Google;
using Skills.Engine.Providers.VendorBatches;
using Skills.Engine.Providers.Http;

namespace Skills.Engine;

/// <summary>Registers Google.</summary>
public static class GoogleRegistration
{
    /// <summary>Adds the Gemini API. Without a key in options or configuration, <c>GOOGLE_API_KEY</c> is used, then <c>GEMINI_API_KEY</c>.</summary>
    /// <param name="builder">The engine's builder.</param>
    /// <param name="configure">Changes the options after configuration was bound; null for none.</param>
    public static SkillsEngineBuilder AddGoogle(this SkillsEngineBuilder builder, Action<GoogleOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);

        ProviderOptionsRegistration.AddOptions(builder, "Google", configure, static (options, configuration) =>
        {
            options.ApiKey ??= ProviderKeys.Variable(configuration, "GOOGLE_API_KEY", "GEMINI_API_KEY");
            options.BaseUrl ??= ProviderKeys.Variable(configuration, "GOOGLE_GEMINI_BASE_URL");
        }, static _ => "GOOGLE_API_KEY");
        ProviderHttp.AddClient(builder.Services, GoogleWire.Name);
        ProviderHttp.OpenModels(builder.Services, GoogleWire.Name);
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IModelClient, GoogleClient>());
        BatchRegistration.Add<GoogleClient, GoogleBatches>(builder);
        return builder;
    }
}
