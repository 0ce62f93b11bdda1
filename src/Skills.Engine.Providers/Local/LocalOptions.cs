using System.Text.Json.Serialization;
using Microsoft.Extensions.Configuration;

namespace Skills.Engine;

/// <summary>Settings of a server one runs oneself; configuration section <c>SkillsEngine:Providers:Local</c>. No key is needed.</summary>
public sealed class LocalOptions : ModelProviderOptions
{
    /// <summary>Which API is spoken.</summary>
    /// <value>Default <see cref="LocalApi.Auto"/>.</value>
    public LocalApi Api { get; set; }

    /// <summary>Names of the models the server has, as it knows them.</summary>
    /// <value>Default empty: the local models of the catalog; with names given, only these.</value>
    public IList<string> Models { get; } = [];

    /// <summary>Ollama only: the context it loads the model with. Its own default cuts long prompts silently.</summary>
    /// <value>Default null: the model's context window from the catalog, if known.</value>
    public int? ContextSize { get; set; }

    internal override IEnumerable<string> Problems(string section) =>
        ContextSize < 1 ? [FormattableString.Invariant($"{section}:ContextSize is {ContextSize}; it must be at least 1, or be left out.")] : [];

    internal override void Bind(IConfiguration section) => section.Bind(this);
}

/// <summary>The API that is used for a local server.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<LocalApi>))]
public enum LocalApi
{
    /// <summary>Ollama's own at port 11434 without a path, chat completions everywhere else.</summary>
    Auto,

    /// <summary>OpenAI's chat completions: vLLM, llama.cpp, LM Studio, and Ollama under <c>/v1</c>.</summary>
    ChatCompletions,

    /// <summary>Ollama's own API.</summary>
    Ollama,
}
