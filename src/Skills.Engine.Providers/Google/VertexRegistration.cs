using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Skills.Engine.Providers.Google;
using Skills.Engine.Providers.Http;

namespace Skills.Engine;

/// <summary>Registers Gemini on Vertex AI.</summary>
public static class VertexRegistration
{
    /// <summary>Adds Vertex AI with the Gemini models of the catalog. Without credentials in options or configuration, <c>GOOGLE_APPLICATION_CREDENTIALS</c> is used, then the metadata server.</summary>
    /// <param name="builder">The engine's builder.</param>
    /// <param name="configure">Changes the options after configuration was bound; null for none.</param>
    public static SkillsEngineBuilder AddVertex(this SkillsEngineBuilder builder, Action<VertexOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);

        ProviderOptionsRegistration.AddOptions(builder, "Vertex", configure, static (options, configuration) =>
        {
            options.Project ??= ProviderKeys.Variable(configuration, "GOOGLE_CLOUD_PROJECT");
            options.Region ??= ProviderKeys.Variable(configuration, "GOOGLE_CLOUD_LOCATION");
            options.CredentialsFile ??= options.CredentialsJson is null ? ProviderKeys.Variable(configuration, "GOOGLE_APPLICATION_CREDENTIALS") : null;
        });
        ProviderHttp.AddClient(builder.Services, VertexWire.Name);
        ProviderHttp.OpenModels(builder.Services, VertexWire.Name);
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IModelClient, VertexClient>());
        return builder;
    }
}
