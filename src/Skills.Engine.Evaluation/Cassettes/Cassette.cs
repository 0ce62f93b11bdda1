using System.Text.Json;
using System.Text.Json.Serialization;

namespace Skills.Engine.Evaluation.Cassettes;

/// <summary>The recorded answers of one run of a case, as the file has them.</summary>
internal sealed record Cassette
{
    /// <summary>The version of the file's form.</summary>
    [JsonPropertyName("cassette")]
    public int Format { get; init; } = 1;

    public required string Skill { get; init; }

    public required string SkillVersion { get; init; }

    public required string Case { get; init; }

    public required int Repeat { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Target { get; init; }

    public required DateTimeOffset RecordedAt { get; init; }

    public string? Model { get; init; }

    /// <summary>What the execution cost; null when unknown.</summary>
    public decimal? CostUsd { get; init; }

    public CostKind CostKind { get; init; }

    public double LatencyMs { get; init; }

    public required IReadOnlyList<CassetteAnswer> Answers { get; init; }
}

/// <summary>One request and its answer.</summary>
internal sealed record CassetteAnswer
{
    /// <summary>SHA-256 over the redacted request, the case and the repeat, in hexadecimal.</summary>
    public required string Key { get; init; }

    public string? Skill { get; init; }

    public required string Model { get; init; }

    public required string Provider { get; init; }

    /// <summary>The redacted request, for people.</summary>
    public required JsonElement Request { get; init; }

    public required string Text { get; init; }

    public StopReason StopReason { get; init; }

    public SchemaMode SchemaMode { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public TokenUsage? Usage { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? ModelName { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public JsonElement? ToolCalls { get; init; }

    /// <summary>The same calls in one form for all providers; null when the answer asks for none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<ModelToolCall>? Calls { get; init; }

    public IReadOnlyList<string> Warnings { get; init; } = [];
}

/// <summary>Metadata of the file's form.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true, RespectNullableAnnotations = true, MaxDepth = 256)]
[JsonSerializable(typeof(Cassette))]
internal sealed partial class CassetteContext : JsonSerializerContext;
