using Microsoft.Extensions.Options;
using Skills.Engine.Providers.Http;

namespace Skills.Engine.Providers.Google;

/// <summary>Google's Gemini API. The key goes in a header, never in the address.</summary>
internal sealed class GoogleClient(IOptionsMonitor<GoogleOptions> options, ProviderParts parts)
    : HttpModelClient<GoogleOptions>(GoogleWire.Name, Options.DefaultName, options, parts)
{
    protected override ProviderTarget CreateTarget(GoogleOptions options) => new(
        new GoogleWire(options),
        options,
        new KeyHeader("x-goog-api-key", "", options.ApiKey),
        ProviderKeys.WhyNotReady(options, "Google", "GOOGLE_API_KEY"));
}
