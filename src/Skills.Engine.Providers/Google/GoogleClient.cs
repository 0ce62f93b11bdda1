using System.Net.Http.Headers;
using Microsoft.Extensions.Options;
using Skills.Engine.Providers.Http;

namespace Skills.Engine.Providers.Google;

/// <summary>Google's Gemini API. The key goes in a header, never in the address.</summary>
internal sealed class GoogleClient(IOptions<GoogleOptions> options, IHttpClientFactory clients, TimeProvider time)
    : HttpModelClient(
        new GoogleWire(options.Value),
        options.Value,
        clients,
        time,
        ProviderKeys.WhyNotReady(options.Value, "Google", "GOOGLE_API_KEY"))
{
    protected override ValueTask AuthorizeAsync(HttpRequestHeaders headers, bool refused, CallFaults faults, AttemptClock clock)
    {
        if (options.Value.ApiKey is { } key)
        {
            headers.TryAddWithoutValidation("x-goog-api-key", key);
        }

        return ValueTask.CompletedTask;
    }
}
