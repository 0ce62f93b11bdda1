using System.Text.Json.Serialization;

namespace Skills.Engine;

/// <summary>The way replies are requested, read and repaired.</summary>
public sealed record SkillOutput
{
    /// <summary>The form asked for. Default JSON.</summary>
    public OutputFormat Format { get; init; }

    /// <summary>Whether the schema is described in the prompt when the provider has no structured output. Default <see cref="SchemaInstructions.Auto"/>.</summary>
    public SchemaInstructions Instructions { get; init; }

    /// <summary>What happens to a reply that is not valid as written. Default <see cref="InvalidOutputAction.Repair"/>.</summary>
    public InvalidOutputAction OnInvalid { get; init; } = InvalidOutputAction.Repair;

    /// <summary>Lossy repairs this skill permits; none by default.</summary>
    public LossyRepairs Allow { get; init; }

    /// <summary>Other spellings by property or enum member: alias to real name.</summary>
    public IReadOnlyDictionary<string, string> Aliases { get; init; } = new Dictionary<string, string>();

    /// <summary>What a re-ask repeats of the conversation. Default <see cref="ReaskContext.Auto"/>.</summary>
    public ReaskContext Reask { get; init; }

    /// <summary>Whether the last re-ask may go to a stronger model than the one that failed. Default false.</summary>
    public bool StrongerModelLast { get; init; }
}

/// <summary>What a re-ask repeats of the conversation.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ReaskContext>))]
public enum ReaskContext
{
    /// <summary>The task, the last answer and a question about the failing values, or about the whole answer when they cannot be corrected by themselves.</summary>
    Auto,

    /// <summary>Never the task: the failing values, their part of the schema and what is wrong.</summary>
    Minimal,

    /// <summary>Always the task, the whole last answer and what is wrong.</summary>
    Full,
}

/// <summary>Whether the schema is described in the prompt.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<SchemaInstructions>))]
public enum SchemaInstructions
{
    /// <summary>When the provider has no structured output, and the template does not use <c>output_schema</c> itself.</summary>
    Auto,

    /// <summary>Never.</summary>
    None,
}

/// <summary>What happens to a reply that is not valid as written.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<InvalidOutputAction>))]
public enum InvalidOutputAction
{
    /// <summary>Repairs without loss are made; what is still invalid is asked again within the attempts.</summary>
    Repair,

    /// <summary>No repairs and no re-ask: only what is valid as written passes.</summary>
    Fail,

    /// <summary>Repairs without loss are made, such as removing a fence. A reply that needs more is asked again within the attempts, whatever <see cref="SkillOutput.Allow"/> permits.</summary>
    Retry,
}
