using System.Net.Http.Headers;
using Microsoft.Extensions.Options;
using Skills.Engine.Providers.Http;

namespace Skills.Engine.Providers.Anthropic;

/// <summary>Anthropic's Messages API.</summary>
internal sealed class AnthropicClient(IOptions<AnthropicOptions> options, IHttpClientFactory clients, TimeProvider time)
    : HttpModelClient(
        new AnthropicWire(options.Value),
        options.Value,
        clients,
        time,
        ProviderKeys.WhyNotReady(options.Value, "Anthropic", "ANTHROPIC_API_KEY"))
{
    protected override ValueTask AuthorizeAsync(HttpRequestHeaders headers, bool refused, CallFaults faults, AttemptClock clock)
    {
        headers.TryAddWithoutValidation("anthropic-version", options.Value.Version);
        if (options.Value.ApiKey is { } key)
        {
            headers.TryAddWithoutValidation("x-api-key", key);
        }

        return ValueTask.CompletedTask;
    }
}
