using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Skills.Engine.Serialization;

namespace Skills.Engine;

public sealed partial record Skill
{
    /// <summary>Returns what is needed to write a part of a skill without reflection, for hashes and explanations. Its type must be listed below.</summary>
    internal static JsonTypeInfo<T> InfoOf<T>() => (JsonTypeInfo<T>?)Metadata.Default.GetTypeInfo(typeof(T)) ?? throw new InvalidOperationException($"No metadata was generated for {typeof(T)}.");

    // A number that is none is refused later, with a sentence. Enums stay numbers, so that the hash of a skill stays the same.
    [JsonSourceGenerationOptions(
        MaxDepth = 1000,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Converters =
        [
            typeof(UndefinedAsNull),
            typeof(EnumAsNumber<InvalidOutputAction>),
            typeof(EnumAsNumber<LossyRepairs>),
            typeof(EnumAsNumber<MessageRole>),
            typeof(EnumAsNumber<ModelCapabilities>),
            typeof(EnumAsNumber<ModelReasoningEffort>),
            typeof(EnumAsNumber<OutputFormat>),
            typeof(EnumAsNumber<ParallelMode>),
            typeof(EnumAsNumber<PromptCacheTtl>),
            typeof(EnumAsNumber<ReaskContext>),
            typeof(EnumAsNumber<RoutingStrategy>),
            typeof(EnumAsNumber<RuleFailureAction>),
            typeof(EnumAsNumber<RuleSeverity>),
            typeof(EnumAsNumber<SchemaInstructions>),
            typeof(EnumAsNumber<TemplateWhitespace>),
            typeof(EnumAsNumber<UndefinedBehavior>),
        ])]
    [JsonSerializable(typeof(string))]
    [JsonSerializable(typeof(JsonElement?))]
    [JsonSerializable(typeof(IReadOnlyList<SkillMessage>))]
    [JsonSerializable(typeof(IReadOnlyDictionary<string, string>))]
    [JsonSerializable(typeof(UndefinedBehavior))]
    [JsonSerializable(typeof(TemplateWhitespace))]
    [JsonSerializable(typeof(SkillOutput))]
    [JsonSerializable(typeof(ModelPreferences))]
    [JsonSerializable(typeof(IReadOnlyList<ValidationRule>))]
    [JsonSerializable(typeof(IReadOnlyList<SkillExample>))]
    [JsonSerializable(typeof(SkillComposition))]
    private sealed partial class Metadata : JsonSerializerContext;
}
