namespace Skills.Engine;

/// <summary>How replies are asked for, read and mended.</summary>
public sealed record SkillOutput
{
    /// <summary>The form asked for. Default JSON.</summary>
    public OutputFormat Format { get; init; }

    /// <summary>Whether the schema is described in the prompt when the provider has no structured output. Default <see cref="SchemaInstructions.Auto"/>.</summary>
    public SchemaInstructions Instructions { get; init; }

    /// <summary>What happens to a reply that is not valid as it stands. Default <see cref="InvalidOutputAction.Repair"/>.</summary>
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
public enum ReaskContext
{
    /// <summary>Only the failing values when they can be mended by themselves, else the task and the last answer.</summary>
    Auto,

    /// <summary>Never the task: the failing values, their part of the schema and what is wrong.</summary>
    Minimal,

    /// <summary>Always the task, the whole last answer and what is wrong.</summary>
    Full,
}

/// <summary>The form of a reply.</summary>
public enum OutputFormat
{
    /// <summary>JSON.</summary>
    Json,

    /// <summary>YAML 1.2.</summary>
    Yaml,

    /// <summary>Markdown text, wrapped as <c>{"content": …}</c> or in the schema's one string property.</summary>
    Markdown,

    /// <summary>Plain text, wrapped the same way.</summary>
    Text,
}

/// <summary>Whether the schema is described in the prompt.</summary>
public enum SchemaInstructions
{
    /// <summary>When the provider has no structured output, and the template does not use <c>output_schema</c> itself.</summary>
    Auto,

    /// <summary>Never.</summary>
    None,
}

/// <summary>What happens to a reply that is not valid as it stands.</summary>
public enum InvalidOutputAction
{
    /// <summary>Repairs without loss are made; what is still invalid is asked again within the attempts.</summary>
    Repair,

    /// <summary>No repairs and no re-ask: only what is valid as it stands passes.</summary>
    Fail,

    /// <summary>No repairs; asked again within the attempts.</summary>
    Retry,
}

/// <summary>Repairs that lose something.</summary>
[Flags]
public enum LossyRepairs
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>Drop what the schema does not take.</summary>
    Drop = 1,

    /// <summary>Round a number.</summary>
    Round = 2,

    /// <summary>Fill in what is missing.</summary>
    Fill = 4,

    /// <summary>Cut a text, list or an unfinished reply.</summary>
    Truncate = 8,

    /// <summary>Pick one of several readings.</summary>
    Pick = 16,
}

/// <summary>How much a repair takes from the reply.</summary>
public enum EditKind
{
    /// <summary>Notation only: commas, quotes, fences.</summary>
    Safe,

    /// <summary>The value's type was changed without loss, as "5" to 5.</summary>
    Typed,

    /// <summary>Something was lost or invented.</summary>
    Lossy,
}

/// <summary>One repair made while reading a reply.</summary>
/// <param name="Path">JSON Pointer into the outputs; empty for the whole.</param>
/// <param name="Name">What was done, such as <c>trailing_comma</c>; listed in <c>docs/outputs-and-rules.md</c>.</param>
/// <param name="Kind">How much it takes from the reply.</param>
/// <param name="Cost">Its weight when readings are compared; 0 or more.</param>
/// <param name="Start">First character of the place in the raw reply; −1 when there is none.</param>
/// <param name="Length">Length of that place.</param>
/// <param name="Before">What stood there, shortened; null when nothing did.</param>
/// <param name="After">What it became, shortened; null when it was removed.</param>
public sealed record OutputEdit(string Path, string Name, EditKind Kind, double Cost, int Start, int Length, string? Before, string? After);
