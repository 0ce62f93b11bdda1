using System.Text.Json;
using System.Text.Json.Serialization;

namespace Skills.Engine.AspNetCore.Responses;

/// <summary>The whole result: <c>application/vnd.skills.result+json</c>.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    GenerationMode = JsonSourceGenerationMode.Metadata,
    MaxDepth = 2000,
    Converters =
    [
        typeof(SnakeCaseEnumConverter<CacheMode>),
        typeof(SnakeCaseEnumConverter<CostKind>),
        typeof(SnakeCaseEnumConverter<EditKind>),
        typeof(SnakeCaseEnumConverter<ExecutionStatus>),
        typeof(SnakeCaseEnumConverter<MessageRole>),
        typeof(SnakeCaseEnumConverter<ModelErrorKind>),
        typeof(SnakeCaseEnumConverter<RuleSeverity>),
        typeof(SnakeCaseEnumConverter<SchemaMode>),
        typeof(SnakeCaseEnumConverter<SkillStep>),
        typeof(SnakeCaseEnumConverter<SkillToolStatus>),
        typeof(SnakeCaseEnumConverter<StopReason>),
    ])]
[JsonSerializable(typeof(SkillResult))]
internal sealed partial class ResultJson : JsonSerializerContext
{
    public const string ContentType = "application/vnd.skills.result+json";

    public static void Write(Utf8JsonWriter writer, SkillResult result, SkillsEndpointOptions options) =>
        JsonSerializer.Serialize(writer, Shown(result, options), Default.SkillResult);

    // The base record is written whatever the type: a typed result's reading is the caller's own.
    private static SkillResult Shown(SkillResult result, SkillsEndpointOptions options) => result with
    {
        RenderedPrompt = options.ShowPrompts ? result.RenderedPrompt : null,
        Messages = options.ShowPrompts ? result.Messages : [],
        RawOutput = options.ShowRawOutput ? result.RawOutput : null,
        ReasoningText = options.ShowRawOutput ? result.ReasoningText : null,
        Citations = options.ShowRawOutput ? result.Citations : [],
        SearchResults = options.ShowRawOutput ? result.SearchResults : [],
        TokenProbabilities = options.ShowRawOutput ? result.TokenProbabilities : [],
        ToolRuns = options.ShowRawOutput ? result.ToolRuns : [.. result.ToolRuns.Select(Hidden)],
        Children = [.. result.Children.Select(c => Shown(c, options))],
    };

    // A caller that runs the tools needs their arguments; what tools of the host were given and gave is the host's own.
    private static SkillToolRun Hidden(SkillToolRun run) => run with { Arguments = run.Status == Engine.SkillToolStatus.NotHandled ? run.Arguments : "", Result = null, Error = null };
}

/// <summary>Enum members as <c>rate_limit</c>, in values and as names of properties.</summary>
internal sealed class SnakeCaseEnumConverter<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false)
    where T : struct, Enum;
