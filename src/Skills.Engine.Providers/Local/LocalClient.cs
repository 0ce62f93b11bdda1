using System.Net.Http.Headers;
using Microsoft.Extensions.Options;
using Skills.Engine.Providers.Http;

namespace Skills.Engine.Providers.Local;

/// <summary>A server one runs oneself.</summary>
internal sealed class LocalClient(IOptions<LocalOptions> options, IHttpClientFactory clients, TimeProvider time)
    : HttpModelClient(
        new LocalWire(options.Value),
        options.Value,
        clients,
        time,
        ProviderKeys.WhyBadAddress(options.Value, "Local"))
{
    protected override ValueTask AuthorizeAsync(HttpRequestHeaders headers, bool refused, CallFaults faults, AttemptClock clock)
    {
        if (options.Value.ApiKey is { Length: > 0 } key)
        {
            headers.TryAddWithoutValidation("Authorization", "Bearer " + key);
        }

        return ValueTask.CompletedTask;
    }
}
