using System.Text.Json.Serialization;
using Microsoft.Extensions.Configuration;

namespace Skills.Engine;

/// <summary>Settings of the OpenAI provider; configuration section <c>SkillsEngine:Providers:OpenAI</c>. Azure OpenAI and gateways go by <see cref="ModelProviderOptions.BaseUrl"/> and <see cref="ModelProviderOptions.Headers"/>.</summary>
public sealed class OpenAIOptions : ModelProviderOptions
{
    /// <summary>Organization to bill, sent as <c>OpenAI-Organization</c>.</summary>
    /// <value>Default null: the key's own.</value>
    public string? Organization { get; set; }

    /// <summary>Project to bill, sent as <c>OpenAI-Project</c>.</summary>
    /// <value>Default null: the key's own.</value>
    public string? Project { get; set; }

    /// <summary>Which API is spoken.</summary>
    /// <value>Default <see cref="OpenAIApi.Auto"/>.</value>
    public OpenAIApi Api { get; set; }

    internal override void Bind(IConfiguration section) => section.Bind(this);
}

/// <summary>Which of OpenAI's APIs is spoken.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<OpenAIApi>))]
public enum OpenAIApi
{
    /// <summary>Chat completions, except for models that only the Responses API serves: pro, codex and deep-research.</summary>
    Auto,

    /// <summary>Chat completions for every model.</summary>
    ChatCompletions,

    /// <summary>The Responses API for every model.</summary>
    Responses,
}
