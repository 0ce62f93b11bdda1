using Microsoft.Extensions.Options;
using Skills.Engine.Providers.Http;

namespace Skills.Engine.Providers.Anthropic;

/// <summary>Anthropic's Messages API.</summary>
internal sealed class AnthropicClient(IOptionsMonitor<AnthropicOptions> options, ProviderParts parts)
    : HttpModelClient<AnthropicOptions>(AnthropicWire.Name, Options.DefaultName, options, parts)
{
    protected override ProviderTarget CreateTarget(AnthropicOptions options) => new(
        new AnthropicWire(options),
        options,
        new KeyHeader("x-api-key", "", options.ApiKey, ("anthropic-version", options.Version)),
        ProviderKeys.WhyNotReady(options, "Anthropic", "ANTHROPIC_API_KEY"));
}
