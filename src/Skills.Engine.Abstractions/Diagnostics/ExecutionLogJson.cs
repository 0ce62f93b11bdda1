using System.Text.Json.Serialization;

namespace Skills.Engine.Diagnostics;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    GenerationMode = JsonSourceGenerationMode.Metadata,
    MaxDepth = 2000,
    Converters =
    [
        typeof(SnakeCaseEnumConverter<CostKind>),
        typeof(SnakeCaseEnumConverter<EditKind>),
        typeof(SnakeCaseEnumConverter<MessageRole>),
        typeof(SnakeCaseEnumConverter<ModelErrorKind>),
        typeof(SnakeCaseEnumConverter<RuleSeverity>),
        typeof(SnakeCaseEnumConverter<SchemaMode>),
        typeof(SnakeCaseEnumConverter<SkillStep>),
        typeof(SnakeCaseEnumConverter<SkillToolStatus>),
        typeof(SnakeCaseEnumConverter<StopReason>),
    ])]
[JsonSerializable(typeof(ExecutionLogEntry))]
internal sealed partial class ExecutionLogJson : JsonSerializerContext;
