using Microsoft.Extensions.Configuration;

namespace Skills.Engine;

/// <summary>Settings of the Anthropic provider; configuration section <c>SkillsEngine:Providers:Anthropic</c>.</summary>
public sealed class AnthropicOptions : ModelProviderOptions
{
    /// <summary>Version of the API, sent as <c>anthropic-version</c>.</summary>
    /// <value>Default <c>2023-06-01</c>.</value>
    public string Version { get; set; } = "2023-06-01";

    /// <summary>Whether a marked prefix is kept for an hour rather than five minutes in the provider's prompt cache; writing it then costs twice the input price.</summary>
    /// <value>Default false.</value>
    public bool LongPromptCache { get; set; }

    internal override void Bind(IConfiguration section) => section.Bind(this);
}
