using System.Text.Json.Serialization;

namespace Skills.Engine;

/// <summary>One entry of a skill's conversation: a templated message, a placed history, or the place of the few-shot examples.</summary>
public sealed record SkillMessage
{
    /// <summary>Who speaks. Default: user.</summary>
    public MessageRole Role { get; init; } = MessageRole.User;

    /// <summary>The text as a Jinja2 template; null when <see cref="Parts"/>, <see cref="History"/> or <see cref="Examples"/> is used.</summary>
    public string? Content { get; init; }

    /// <summary>Text and media parts, each templated; empty when <see cref="Content"/> is used.</summary>
    public IReadOnlyList<SkillMessagePart> Parts { get; init; } = [];

    /// <summary>A Jinja2 expression over the inputs; the message is left out when it is false. Null: always there.</summary>
    public string? When { get; init; }

    /// <summary>Marks the end of a stable prefix for providers with prompt caching.</summary>
    public bool CacheBreakpoint { get; init; }

    /// <summary>Name of an input that holds earlier turns as <c>[{role, content}]</c>, placed here unrendered.</summary>
    public string? History { get; init; }

    /// <summary>With <see cref="History"/>: only the last so many turns; null for all.</summary>
    public int? Last { get; init; }

    /// <summary>True places the skill's examples here as user/assistant pairs.</summary>
    public bool Examples { get; init; }
}

/// <summary>A piece of a message: exactly one of text, a media URL and an input with media.</summary>
public sealed record SkillMessagePart
{
    /// <summary>Text as a Jinja2 template.</summary>
    public string? Text { get; init; }

    /// <summary>URL of the media as a Jinja2 template: <c>https:</c> or <c>data:</c>.</summary>
    public string? MediaUrl { get; init; }

    /// <summary>Media type, such as <c>image/png</c>; null reads it from the extension. A <c>data:</c> URL has its own.</summary>
    public string? MediaType { get; init; }

    /// <summary>Name of an input that holds media: a URL, a <see cref="ModelMedia"/> or a list of them. A missing or null input adds nothing.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? MediaInput { get; init; }

    /// <summary>Marks the end of a stable prefix after the media of this part, for providers with prompt caching.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool CacheBreakpoint { get; init; }
}
