using System.Text.Json.Serialization;

namespace Skills.Engine.Evaluation;

/// <summary>The results of a test run. Its texts have been redacted, so it can be written and shared.</summary>
public sealed record SkillTestReport
{
    /// <summary>Gets the version of the report's JSON form.</summary>
    public int Format { get; init; } = 1;

    /// <summary>Gets the start of the run, UTC.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>Gets the duration of the run.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>Gets the mode that was asked for.</summary>
    public required SkillTestMode Mode { get; init; }

    /// <summary>Gets the columns of the grid, in order.</summary>
    public required IReadOnlyList<SkillTestTarget> Targets { get; init; }

    /// <summary>Gets one result for each case and target, in the order of the files.</summary>
    public required IReadOnlyList<SkillTestResult> Results { get; init; }

    /// <summary>Gets why the run ended early. The results so far are kept.</summary>
    public SkillTestStop Stop { get; init; }

    /// <summary>Gets the sentence that explains <see cref="Stop"/>; null when every case was run.</summary>
    public string? StopReason { get; init; }

    /// <summary>Gets cassettes that no longer fit their cases, as far as this run used them.</summary>
    public IReadOnlyList<StaleCassette> StaleCassettes { get; init; } = [];

    /// <summary>Gets what the run spent. Replayed and dry answers cost nothing.</summary>
    public required Cost Cost { get; init; }

    /// <summary>Gets whether nothing failed, was flaky, broke off or was left out by a stop.</summary>
    [JsonIgnore]
    public bool IsSuccess => Stop == SkillTestStop.None && Results.All(static r => r.Outcome is SkillTestOutcome.Passed or SkillTestOutcome.Skipped);

    /// <summary>Counts the results with an outcome.</summary>
    /// <param name="outcome">The outcome.</param>
    public int Count(SkillTestOutcome outcome) => Results.Count(r => r.Outcome == outcome);

    /// <summary>Counts the runs whose answers had an origin.</summary>
    /// <param name="source">The origin.</param>
    public int Count(SkillTestSource source) => Results.Sum(r => r.Runs.Count(run => run.Source == source));
}

/// <summary>The result of one case in one column, over all its repeats.</summary>
public sealed record SkillTestResult
{
    /// <summary>Gets the name of the case everywhere: <c>file#case</c>, or <c>skill#case</c> for a skill made in code.</summary>
    public required string Id { get; init; }

    /// <summary>Gets the name of the skill for programs.</summary>
    public required string Skill { get; init; }

    /// <summary>Gets the version of the skill.</summary>
    public required string SkillVersion { get; init; }

    /// <summary>Gets the case's name.</summary>
    public required string Case { get; init; }

    /// <summary>Gets the file that contains the case, relative to the base folder; null for a skill made in code.</summary>
    public string? File { get; init; }

    /// <summary>Gets the line of the case in <see cref="File"/>, from 1; null when unknown.</summary>
    public int? Line { get; init; }

    /// <summary>Gets the labels of the case.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Gets the name of the column.</summary>
    public required string Target { get; init; }

    /// <summary>Gets the outcome over all repeats.</summary>
    public required SkillTestOutcome Outcome { get; init; }

    /// <summary>Gets why the case was skipped or not run; null when it ran.</summary>
    public string? Reason { get; init; }

    /// <summary>Gets the repeats that ran, in order.</summary>
    public IReadOnlyList<SkillTestRun> Runs { get; init; } = [];

    /// <summary>Gets how often the case was to run.</summary>
    public int Repeat { get; init; } = 1;

    /// <summary>Gets the command that runs this case again.</summary>
    public required string Again { get; init; }

    /// <summary>Gets how many runs passed.</summary>
    [JsonIgnore]
    public int Passes => Runs.Count(static r => r.Passed);

    /// <summary>Gets the share of runs that passed; null when none ran.</summary>
    [JsonIgnore]
    public double? PassRate => Runs.Count == 0 ? null : (double)Passes / Runs.Count;

    /// <summary>Gets how many different answers the runs gave.</summary>
    [JsonIgnore]
    public int DistinctAnswers => Runs.Select(static r => r.Output ?? r.Status.ToString()).Distinct(StringComparer.Ordinal).Count();

    /// <summary>Gets what the runs spent.</summary>
    [JsonIgnore]
    public Cost Cost => Runs.Aggregate(Cost.Zero, static (sum, run) => sum + run.Cost);

    /// <summary>Gets the mean score of the runs, from 0 to 1; null when none ran.</summary>
    [JsonIgnore]
    public double? Score => Runs.Count == 0 ? null : Runs.Average(static r => r.Score);

    /// <summary>Returns id, column and outcome, without prompt or output.</summary>
    public override string ToString() => $"{Id} [{Target}]: {Outcome}";
}

/// <summary>One run of a case.</summary>
public sealed record SkillTestRun
{
    /// <summary>Gets the number of the repeat, from 1.</summary>
    public required int Number { get; init; }

    /// <summary>Gets whether every expectation held.</summary>
    public required bool Passed { get; init; }

    /// <summary>Gets the share of expectations that held, from 0 to 1. Scores of judges and evaluators count with their value.</summary>
    public double Score { get; init; }

    /// <summary>Gets the origin of the answers.</summary>
    public SkillTestSource Source { get; init; }

    /// <summary>Gets how the execution ended.</summary>
    public ExecutionStatus Status { get; init; }

    /// <summary>Gets codes and sentences of the execution's errors.</summary>
    public IReadOnlyList<string> Errors { get; init; } = [];

    /// <summary>Gets whether a provider failed, so that nothing is known about the skill.</summary>
    public bool ProviderFailed { get; init; }

    /// <summary>Gets what did not hold, or could not be checked.</summary>
    public IReadOnlyList<SkillTestFinding> Findings { get; init; } = [];

    /// <summary>Gets the outputs as compact JSON text, redacted and cut; null when there are none.</summary>
    public string? Output { get; init; }

    /// <summary>Gets the rendered prompt, redacted and cut; null when it was not rendered.</summary>
    public string? Prompt { get; init; }

    /// <summary>Gets the model that answered, of the recording when it was replayed; null when none did.</summary>
    public string? Model { get; init; }

    /// <summary>Gets the variant that ran; null for the skill itself.</summary>
    public string? Variant { get; init; }

    /// <summary>Gets how often a model gave an answer.</summary>
    public int Attempts { get; init; }

    /// <summary>Gets the repairs made to the answer, by name.</summary>
    public IReadOnlyList<string> Repairs { get; init; } = [];

    /// <summary>Gets the duration in milliseconds, of the recording when it was replayed.</summary>
    public double LatencyMs { get; init; }

    /// <summary>Gets what this run spent. A replayed run costs nothing.</summary>
    public Cost Cost { get; init; } = Cost.Zero;

    /// <summary>Gets what the answer cost when it was recorded; null when the run was not replayed.</summary>
    public Cost? RecordedCost { get; init; }

    /// <summary>Gets input tokens over all attempts; null when unknown.</summary>
    public long? TokensInput { get; init; }

    /// <summary>Gets output tokens over all attempts; null when unknown.</summary>
    public long? TokensOutput { get; init; }

    /// <summary>Gets the cassette that was read or written, relative to the base folder; null for none.</summary>
    public string? Cassette { get; init; }

    /// <summary>Returns number, outcome and origin, without prompt or output.</summary>
    public override string ToString() => $"run {Number}: {(Passed ? "passed" : "failed")} ({Source})";
}

/// <summary>The kind of a finding.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<SkillTestFindingKind>))]
public enum SkillTestFindingKind
{
    /// <summary>The expectation does not hold.</summary>
    Failed,

    /// <summary>The expectation could not be checked in this mode. It fails nothing.</summary>
    NotChecked,

    /// <summary>The expectation itself is wrong.</summary>
    Invalid,

    /// <summary>The cassette is missing or no longer fits the request.</summary>
    Cassette,
}

/// <summary>One expectation that did not hold.</summary>
public sealed record SkillTestFinding
{
    /// <summary>Gets the kind.</summary>
    public SkillTestFindingKind Kind { get; init; }

    /// <summary>Gets the word of the expectation, such as <c>equals</c>.</summary>
    public required string Check { get; init; }

    /// <summary>Gets the place in the outputs, such as <c>$.urgency</c>; null when the whole result was checked.</summary>
    public string? Path { get; init; }

    /// <summary>Gets what was expected, such as <c>≥ 4</c>.</summary>
    public required string Expected { get; init; }

    /// <summary>Gets what was found instead.</summary>
    public required string Got { get; init; }

    /// <summary>Gets the file of the expectation; null when unknown.</summary>
    public string? File { get; init; }

    /// <summary>Gets the line of the expectation, from 1; null when unknown.</summary>
    public int? Line { get; init; }

    /// <summary>Returns the finding as a sentence with the values that were compared, for reports.</summary>
    public string Describe() => Kind switch
    {
        SkillTestFindingKind.NotChecked => $"{Path ?? Check} was not checked: {Got}",
        SkillTestFindingKind.Invalid => $"{Check} is not a valid expectation: {Got}",
        SkillTestFindingKind.Cassette => Got,
        _ => $"{Path ?? Check} expected {Expected}, is {Got}",
    };

    /// <summary>Returns the kind and the word of the expectation, without any value.</summary>
    public override string ToString() => $"{Kind}: {Check}";
}

/// <summary>A cassette that no longer fits its case.</summary>
/// <param name="File">The cassette, relative to the base folder.</param>
/// <param name="Reason">The sentence that explains why.</param>
public sealed record StaleCassette(string File, string Reason);
