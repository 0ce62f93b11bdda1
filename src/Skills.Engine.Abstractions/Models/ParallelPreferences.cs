using System.Text.Json.Serialization;

namespace Skills.Engine;

/// <summary>How several models answer one execution.</summary>
public sealed record ParallelPreferences
{
    /// <summary>What is made of their answers. Default: <see cref="ParallelMode.FirstSuccess"/>.</summary>
    public ParallelMode Mode { get; init; }

    /// <summary>How many models are asked, of different providers where possible; fewer when the money does not allow for all. 2 to 5, default 3.</summary>
    public int Count { get; init; } = 3;

    /// <summary>The skill that judges, by name; needed with <see cref="ParallelMode.Judge"/>. It gets the input <c>answers</c>, an array, and gives the output <c>best</c>, an index from 0.</summary>
    public string? JudgeSkill { get; init; }
}

/// <summary>What is made of several models' answers.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ParallelMode>))]
public enum ParallelMode
{
    /// <summary>The first valid answer wins and the other calls are canceled.</summary>
    FirstSuccess,

    /// <summary>Each field takes the value most models gave; equal numbers fall to the model ranked higher.</summary>
    Vote,

    /// <summary>Another skill picks the best; when it cannot, the model ranked highest wins.</summary>
    Judge,
}
