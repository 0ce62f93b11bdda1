using System.Text.Json.Serialization;

namespace Skills.Engine;

/// <summary>How a skill uses the prompt caches of providers, besides the breakpoints of its messages. Each provider takes what it knows, and ignores the rest.</summary>
public sealed record PromptCaching
{
    /// <summary>Whether the definitions of the tools are marked as a stable prefix. Default false.</summary>
    public bool Tools { get; init; }

    /// <summary>How long marked prefixes are kept. Default: as the provider is configured, which is five minutes.</summary>
    public PromptCacheTtl Ttl { get; init; }

    /// <summary>OpenAI's <c>prompt_cache_key</c>, at most 64 characters, which sends calls with the same prefix to the same cache; null for none. Use no personal data.</summary>
    public string? Key { get; init; }

    /// <summary>Name of a cached content at Google, such as <c>cachedContents/abc</c>; null for none. It must have the system messages of the skill, since Google takes none beside it.</summary>
    public string? Content { get; init; }
}

/// <summary>How long a provider keeps a marked prefix after its last use.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<PromptCacheTtl>))]
public enum PromptCacheTtl
{
    /// <summary>As the provider is configured.</summary>
    Default,

    /// <summary>Five minutes.</summary>
    FiveMinutes,

    /// <summary>One hour. Writing costs more.</summary>
    OneHour,
}
