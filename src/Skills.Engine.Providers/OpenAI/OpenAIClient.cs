using System.Net.Http.Headers;
using Microsoft.Extensions.Options;
using Skills.Engine.Providers.Http;

namespace Skills.Engine.Providers.OpenAI;

/// <summary>OpenAI, by chat completions or responses.</summary>
internal sealed class OpenAIClient(IOptions<OpenAIOptions> options, IHttpClientFactory clients, TimeProvider time)
    : HttpModelClient(
        new OpenAIWire(options.Value),
        options.Value,
        clients,
        time,
        ProviderKeys.WhyNotReady(options.Value, "OpenAI", "OPENAI_API_KEY"))
{
    protected override ValueTask AuthorizeAsync(HttpRequestHeaders headers, bool refused, CallFaults faults, AttemptClock clock)
    {
        Add(headers, "Authorization", options.Value.ApiKey is { } key ? "Bearer " + key : null);
        Add(headers, "OpenAI-Organization", options.Value.Organization);
        Add(headers, "OpenAI-Project", options.Value.Project);
        return ValueTask.CompletedTask;
    }

    private static void Add(HttpRequestHeaders headers, string name, string? value)
    {
        if (value is { Length: > 0 })
        {
            headers.TryAddWithoutValidation(name, value);
        }
    }
}
