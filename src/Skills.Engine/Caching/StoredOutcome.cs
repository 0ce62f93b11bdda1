using System.Text.Json.Serialization;

namespace Skills.Engine.Caching;

// The JSON part of an entry, format 1. Names are short and never change their meaning; members are added, not removed.

/// <summary>What is kept of a result beside its outputs.</summary>
internal sealed record StoredOutcome
{
    [JsonPropertyName("s")]
    public ExecutionStatus Status { get; init; }

    [JsonPropertyName("m")]
    public string? Model { get; init; }

    [JsonPropertyName("p")]
    public string? Provider { get; init; }

    [JsonPropertyName("v")]
    public string? Variant { get; init; }

    [JsonPropertyName("c")]
    public decimal? Usd { get; init; }

    [JsonPropertyName("k")]
    public CostKind CostKind { get; init; }

    [JsonPropertyName("t")]
    public long?[]? Tokens { get; init; }

    [JsonPropertyName("e")]
    public StoredEdit[]? Edits { get; init; }

    [JsonPropertyName("r")]
    public StoredRule[]? Rules { get; init; }

    [JsonPropertyName("w")]
    public string[]? Warnings { get; init; }

    [JsonPropertyName("x")]
    public StoredError[]? Errors { get; init; }
}

/// <summary>A repair.</summary>
internal sealed record StoredEdit(
    [property: JsonPropertyName("p")] string Path,
    [property: JsonPropertyName("n")] string Name,
    [property: JsonPropertyName("k")] EditKind Kind,
    [property: JsonPropertyName("c")] double Cost,
    [property: JsonPropertyName("s")] int Start,
    [property: JsonPropertyName("l")] int Length,
    [property: JsonPropertyName("b")] string? Before,
    [property: JsonPropertyName("a")] string? After);

/// <summary>What one rule said.</summary>
internal sealed record StoredRule(
    [property: JsonPropertyName("i")] int Index,
    [property: JsonPropertyName("t")] string Type,
    [property: JsonPropertyName("s")] RuleSeverity Severity,
    [property: JsonPropertyName("p")] bool Passed,
    [property: JsonPropertyName("k")] bool Skipped,
    [property: JsonPropertyName("f")] StoredFinding[]? Findings);

/// <summary>What a rule found.</summary>
internal sealed record StoredFinding([property: JsonPropertyName("p")] string Path, [property: JsonPropertyName("m")] string Message);

/// <summary>An error of a kept refusal.</summary>
internal sealed record StoredError(
    [property: JsonPropertyName("c")] string Code,
    [property: JsonPropertyName("s")] SkillStep Step,
    [property: JsonPropertyName("p")] string Path,
    [property: JsonPropertyName("m")] string Message);

/// <summary>Reads and writes the JSON part without reflection.</summary>
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(StoredOutcome))]
internal sealed partial class StoredOutcomeContext : JsonSerializerContext;
