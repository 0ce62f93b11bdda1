using Microsoft.Extensions.Options;
using Skills.Engine.Providers.Http;

namespace Skills.Engine.Providers.OpenAI;

/// <summary>OpenAI, by chat completions or responses.</summary>
internal sealed class OpenAIClient(IOptionsMonitor<OpenAIOptions> options, ProviderParts parts)
    : HttpModelClient<OpenAIOptions>(OpenAIWire.Name, Options.DefaultName, options, parts)
{
    protected override ProviderTarget CreateTarget(OpenAIOptions options) => new(
        new OpenAIWire(options),
        options,
        new KeyHeader("Authorization", "Bearer ", options.ApiKey, ("OpenAI-Organization", options.Organization), ("OpenAI-Project", options.Project)),
        ProviderKeys.WhyNotReady(options, "OpenAI", "OPENAI_API_KEY"));
}
