using System.Text.Json.Serialization;

namespace Skills.Engine.Evaluation.Gates;

/// <summary>Metadata of the file's form.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(SkillTestBaseline))]
[JsonSerializable(typeof(BaselineItem))]
internal sealed partial class BaselineContext : JsonSerializerContext;
