using System.Text.Json.Serialization;

namespace Skills.Engine.Evaluation.Reports;

/// <summary>Metadata of the report's JSON form.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    WriteIndented = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true)]
[JsonSerializable(typeof(SkillTestReport))]
internal sealed partial class ReportContext : JsonSerializerContext;
