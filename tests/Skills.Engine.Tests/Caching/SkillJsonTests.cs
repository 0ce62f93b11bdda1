using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using Skills.Engine.Compilation;
using Skills.Json;

namespace Skills.Engine.Tests.Caching;

/// <summary>What is hashed of a skill is written by hand, in the form that a serializer gives it: a member that is forgotten fails here.</summary>
public sealed class SkillJsonTests
{
    private static readonly JsonElement Value = JsonElement.Parse("""{"a":[1,"x"]}""");

    private static readonly Skill Full = new()
    {
        Id = "full",
        Name = "full",
        Messages =
        [
            new()
            {
                Role = MessageRole.Assistant, Content = "a \" \ud800", When = "b", CacheBreakpoint = true, History = "c", Last = 2, Examples = true,
                Parts = [new() { Text = "d", MediaUrl = "e", MediaType = "f", MediaInput = "g", CacheBreakpoint = true }],
            },
        ],
        Output = new()
        {
            Format = OutputFormat.Text, Instructions = SchemaInstructions.None, OnInvalid = InvalidOutputAction.Fail, Allow = (LossyRepairs)1,
            Aliases = new Dictionary<string, string> { ["a"] = "b" }, Reask = ReaskContext.Full, StrongerModelLast = true,
        },
        ModelPreferences = new()
        {
            PreferredModels = ["a"], OnlyModels = ["b"], AvoidedModels = ["c"], Require = ModelCapabilities.Tools, MinQuality = 0.1, MaxCost = 1.50m,
            MaxLatency = TimeSpan.FromMilliseconds(90_061_001), Providers = ["d"], PreferredProviders = ["e"], FallbackOnContentPolicy = true, Tags = ["f"], Regions = ["g"],
            Parallel = new() { Mode = ParallelMode.Judge, Count = 4, JudgeSkill = "h" }, Explore = false, Difficulty = 1e-7, CostQuality = double.NaN,
            Strategy = RoutingStrategy.Cascade, Weights = new(1, 3, 2, 4, 5, 6, 7, 8), Temperature = double.PositiveInfinity, TopP = 1d / 3, TopK = 3, MaxOutputTokens = 5,
            StopSequences = ["i"], Seed = long.MaxValue, FrequencyPenalty = -0.0, PresencePenalty = 2,
            Reasoning = new() { Effort = ModelReasoningEffort.High, BudgetTokens = 6, IncludeText = true },
            PromptCache = new() { Tools = true, Ttl = PromptCacheTtl.OneHour, Key = "j", Content = "k" }, LogProbabilities = 7, Citations = true, ProviderOptions = Value,
        },
        ValidationRules = [new() { Type = "a", Parameters = Value, Message = "b", Severity = RuleSeverity.Info, When = "c", OnFail = RuleFailureAction.Drop }, new() { Type = "d" }],
        Examples = [new(Value, Value, "a")],
        Composition = new()
        {
            Output = Value,
            MaxParallel = 2,
            Steps =
            [
                new()
                {
                    Key = "a", Skill = "b", Inputs = Value, When = "c", ForEach = "d", MaxParallel = 3, After = ["e"], ContinueOnError = true,
                    Limits = new() { Timeout = TimeSpan.FromTicks(1), Attempts = 1, MaxInputTokens = 2, MaxCostUsd = 3, MaxToolRounds = 4, MaxToolCalls = 5 },
                },
            ],
        },
    };

    private static readonly JsonSerializerOptions AsHashed = new()
    {
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Converters = { new EnumsAsNumbers(), new UndefinedAsNull() },
    };

    public static TheoryData<string> Skills => ["full", "default"];

    [Theory]
    [MemberData(nameof(Skills))]
    public void EveryMemberIsWrittenAsASerializerWritesIt(string name)
    {
        var skill = name == "full" ? Full : new Skill { Id = "a", Name = "a" };

        var written = SkillJson.Element(writer =>
        {
            SkillJson.Messages(writer, skill);
            SkillJson.Output(writer, skill);
            SkillJson.Model(writer, skill);
            SkillJson.Rules(writer, skill);
            SkillJson.Examples(writer, skill);
            SkillJson.Steps(writer, skill);
        });

        var serialized = JsonSerializer.SerializeToElement(
            new { messages = skill.Messages, output = skill.Output, model = skill.ModelPreferences, rules = skill.ValidationRules, examples = skill.Examples, steps = skill.Composition },
            AsHashed);
        Assert.Equal(CanonicalJson.GetString(serialized), CanonicalJson.GetString(written));
    }

    [Fact]
    public void TheFullSkillLeavesNoMemberAtItsDefault() =>
        Assert.Empty(Unset(Full.Messages).Concat(Unset(Full.Output)).Concat(Unset(Full.ModelPreferences)).Concat(Unset(Full.ValidationRules[0])).Concat(Unset(Full.Examples)).Concat(Unset(Full.Composition!)));

    // By the members alone: two values of a default look alike.
    private static IEnumerable<string> Unset(object value)
    {
        if (value is IEnumerable items and not string and not IReadOnlyDictionary<string, string>)
        {
            return items.Cast<object>().SelectMany(Unset);
        }

        return value.GetType().Namespace != typeof(Skill).Namespace || value.GetType().IsEnum
            ? []
            : value.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance).SelectMany(property =>
                property.GetValue(value) is not { } set || IsDefault(property, set) ? [$"{property.DeclaringType!.Name}.{property.Name}"] : Unset(set));
    }

    private static bool IsDefault(PropertyInfo property, object set) => property.PropertyType.IsValueType && Nullable.GetUnderlyingType(property.PropertyType) is null
        ? property.PropertyType != typeof(JsonElement) && property.Name != nameof(ModelPreferences.Explore) && Convert.ToDouble(set, CultureInfo.InvariantCulture) == 0
        : set is ICollection { Count: 0 };

    private sealed class EnumsAsNumbers : JsonConverterFactory
    {
        public override bool CanConvert(Type typeToConvert) => typeToConvert.IsEnum;

        public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
            (JsonConverter)Activator.CreateInstance(typeof(EnumAsNumber<>).MakeGenericType(typeToConvert))!;
    }

    private sealed class EnumAsNumber<T> : JsonConverter<T>
        where T : struct, Enum
    {
        public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => throw new NotSupportedException();

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteNumberValue(Convert.ToInt64(value, CultureInfo.InvariantCulture));
    }

    private sealed class UndefinedAsNull : JsonConverter<JsonElement>
    {
        public override JsonElement Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => throw new NotSupportedException();

        public override void Write(Utf8JsonWriter writer, JsonElement value, JsonSerializerOptions options)
        {
            if (value.ValueKind == JsonValueKind.Undefined)
            {
                writer.WriteNullValue();
            }
            else
            {
                value.WriteTo(writer);
            }
        }
    }
}
