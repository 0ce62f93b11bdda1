using System.Text.Json.Serialization;

namespace Skills.Engine.Evaluation;

/// <summary>Where the answers of a test run come from. A case with <c>respond</c> is answered by its own texts in every mode.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<SkillTestMode>))]
public enum SkillTestMode
{
    /// <summary>From the cassettes. No model is asked.</summary>
    Replay,

    /// <summary>From the skill's examples and schema. No model is asked.</summary>
    DryRun,

    /// <summary>From the models. Nothing is recorded.</summary>
    Live,

    /// <summary>From the cassettes, and from the models where there is no usable cassette. These answers are recorded.</summary>
    RecordMissing,

    /// <summary>From the models. Every answer is recorded.</summary>
    RecordAll,
}

/// <summary>What happens in <see cref="SkillTestMode.Replay"/> to a case without a cassette.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<MissingCassette>))]
public enum MissingCassette
{
    /// <summary>The dry run answers, and the result says so.</summary>
    DryRun,

    /// <summary>The case fails, and the finding names the command that records it.</summary>
    Fail,
}

/// <summary>The origin of the answers of one run.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<SkillTestSource>))]
public enum SkillTestSource
{
    /// <summary>No model was needed: the execution ended before.</summary>
    None,

    /// <summary>The texts under <c>respond</c>.</summary>
    Respond,

    /// <summary>A cassette.</summary>
    Replay,

    /// <summary>The dry run.</summary>
    DryRun,

    /// <summary>A model.</summary>
    Live,
}

/// <summary>The outcome of one case.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<SkillTestOutcome>))]
public enum SkillTestOutcome
{
    /// <summary>Every run passed, or enough of them for <see cref="SkillTestOptions.MinPassRate"/>.</summary>
    Passed,

    /// <summary>Too few runs passed.</summary>
    Failed,

    /// <summary>Some runs passed and some failed, and the pass rate is below the least allowed.</summary>
    Flaky,

    /// <summary>The file says <c>skip</c>.</summary>
    Skipped,

    /// <summary>It was not run to its end: the test run was stopped.</summary>
    NotRun,

    /// <summary>A provider failed, so nothing is known about the skill.</summary>
    Error,
}

/// <summary>Why a test run ended early.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<SkillTestStop>))]
public enum SkillTestStop
{
    /// <summary>It did not: every case was run.</summary>
    None,

    /// <summary>The next case could have exceeded <see cref="SkillTestOptions.MaxCostUsd"/>.</summary>
    Budget,

    /// <summary>The caller canceled.</summary>
    Canceled,
}
