using System.Text.Json.Serialization;

namespace Skills.Engine;

/// <summary>One call of a tool within an execution: what the model asked for, and the outcome.</summary>
public sealed record SkillToolRun
{
    /// <summary>The id that the provider gave the call.</summary>
    public required string CallId { get; init; }

    /// <summary>The tool's name as the model wrote it.</summary>
    public required string Name { get; init; }

    /// <summary>The round of calls, from 1. Calls of one round were asked for together.</summary>
    public required int Round { get; init; }

    /// <summary>The arguments as the model wrote them.</summary>
    public required string Arguments { get; init; }

    /// <summary>How the call ended.</summary>
    public SkillToolStatus Status { get; init; }

    /// <summary>The text that the model got as the result; null when the call did not succeed.</summary>
    public string? Result { get; init; }

    /// <summary>The sentence that the model got instead of a result; null when the call succeeded.</summary>
    public string? Error { get; init; }

    /// <summary>Whether <see cref="Result"/> was shortened to the limit of its size.</summary>
    public bool IsTruncated { get; init; }

    /// <summary>When the call began, UTC.</summary>
    public DateTimeOffset StartedAt { get; init; }

    /// <summary>The time from validation to result, with the wait for an approval, in milliseconds.</summary>
    public double LatencyMs { get; init; }

    /// <summary>The id of the execution that answered, where the tool is a skill; null for any other.</summary>
    public string? ExecutionId { get; init; }

    /// <summary>The exception that the tool threw; null when it threw none. It is neither logged nor written as JSON.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public Exception? Exception { get; init; }

    /// <summary>Returns name, status and time. It contains no arguments and no result.</summary>
    public override string ToString() => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Name} {Status} in {LatencyMs:0.###} ms (round {Round})");
}

/// <summary>How a call of a tool ended.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<SkillToolStatus>))]
public enum SkillToolStatus
{
    /// <summary>The tool gave a result.</summary>
    Succeeded,

    /// <summary>The tool threw, or did not end in time.</summary>
    Failed,

    /// <summary>The arguments are not JSON, or do not satisfy the tool's schema. The tool was not run.</summary>
    InvalidArguments,

    /// <summary>The call was not approved. The tool was not run.</summary>
    Denied,

    /// <summary>The model named a tool that it was not offered.</summary>
    Unknown,

    /// <summary>A limit on calls or depth was reached. The tool was not run.</summary>
    LimitReached,

    /// <summary>The engine has no handler for the tool. The host may run it.</summary>
    NotHandled,

    /// <summary>The execution ended before the tool did.</summary>
    Canceled,
}
