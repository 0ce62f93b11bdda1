using Microsoft.Extensions.Options;
using Skills.Engine.Providers.Http;

namespace Skills.Engine.Providers.Google;

/// <summary>Gemini on Vertex AI.</summary>
internal sealed class VertexClient(IOptionsMonitor<VertexOptions> options, ProviderParts parts)
    : HttpModelClient<VertexOptions>(VertexWire.Name, Options.DefaultName, options, parts)
{
    protected override ProviderTarget CreateTarget(VertexOptions options)
    {
        var (credentials, fault) = GoogleCredentials.Read(options);
        var project = options.Project ?? credentials?.Project;
        return new(new VertexWire(options, project ?? "none"), options, new GoogleTokens(options, credentials, () => Http, Parts.Time), WhyNotReady(options, project, fault));
    }

    private static string? WhyNotReady(VertexOptions options, string? project, string? fault) =>
        ProviderKeys.WhyBadAddress(options, "Vertex") ?? fault
        ?? (string.IsNullOrWhiteSpace(project) ? "no project is named. Set GOOGLE_CLOUD_PROJECT, or SkillsEngine:Providers:Vertex:Project."
            : !Uri.TryCreate(options.MetadataUrl, UriKind.Absolute, out _) ? "SkillsEngine:Providers:Vertex:MetadataUrl is not a valid URL."
            : null);
}
