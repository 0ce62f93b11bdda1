using System.Globalization;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Skills.Engine.Compilation;
using Skills.Engine.Testing;
using Skills.Jinja;
using Skills.JsonSchema;
using Skills.Replies;

namespace Skills.Engine.Tests.Execution;

/// <summary>A serialized result, event or other public type has the names of enums. Stored hashes see their numbers.</summary>
public sealed class EnumNameTests
{
    private static readonly Assembly[] Assemblies = [typeof(Skill).Assembly, typeof(JsonSchemaValidator).Assembly, typeof(ReplyReader).Assembly, typeof(JinjaEnvironment).Assembly, typeof(FakeModelClient).Assembly];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<Type> PublicEnums => [.. Assemblies.SelectMany(static a => a.GetExportedTypes()).Where(static t => t.IsEnum)];

    [Theory]
    [MemberData(nameof(PublicEnums), DisableDiscoveryEnumeration = true)]
    public void EveryPublicEnumIsWrittenAndReadByName(Type type)
    {
        foreach (var value in Enum.GetValues(type))
        {
            var json = JsonSerializer.Serialize(value, type);

            Assert.Equal($"\"{value}\"", json);
            Assert.Equal(value, JsonSerializer.Deserialize(json, type));
            Assert.Equal(value, JsonSerializer.Deserialize(JsonSerializer.Serialize(Convert.ToInt64(value, CultureInfo.InvariantCulture)), type));
        }
    }

    [Fact]
    public async Task AResultShowsNamesOnly()
    {
        var model = new FakeModelClient().Enqueue(new ModelException(ModelErrorKind.RateLimit, "Slow down.")).Reply("""{"n":"1"}""");
        await using var engine = SkillsEngine.Create(b => b.AddModelClient(model, model.Model()));
        var skill = new Skill
        {
            Id = "count",
            Name = "Count",
            PromptTemplate = "Count.",
            OutputSchema = JsonElement.Parse("""{"type":"object","properties":{"n":{"type":"integer"}}}"""),
            ValidationRules = [new() { Type = "range_check", Severity = RuleSeverity.Warning, Parameters = JsonElement.Parse("""{"field":"n","min":5}""") }],
        };

        var result = await engine.ExecuteAsync(skill, cancellationToken: Token);
        var json = JsonNode.Parse(JsonSerializer.Serialize(result))!;

        Assert.Equal("Success", (string?)json["Status"]);
        Assert.Equal("Warning", (string?)json["ValidationResult"]!["Rules"]![0]!["Severity"]);
        Assert.Equal("RateLimit", (string?)json["Attempts"]![0]!["Error"]);
        Assert.Equal("Typed", (string?)json["Edits"]![0]!["Kind"]);
        Assert.Equal("Exact", (string?)json["Cost"]!["Kind"]);
        Assert.Equal("User", (string?)json["Messages"]![0]!["Role"]);
        Assert.Equal("Default", (string?)json["Context"]!["CacheMode"]);
    }

    [Fact]
    public async Task EveryEventIsWrittenWithItsKindAndNames()
    {
        var model = new FakeModelClient().Reply("""{"n":1}""");
        await using var engine = SkillsEngine.Create(b => b.AddModelClient(model, model.Model()));
        var skill = new Skill { Id = "count", Name = "Count", PromptTemplate = "Count.", OutputSchema = JsonElement.Parse("""{"type":"object"}""") };

        var lines = new List<JsonNode>();
        await foreach (var happened in engine.StreamAsync(skill, cancellationToken: Token))
        {
            lines.Add(JsonNode.Parse(JsonSerializer.Serialize(happened))!);
        }

        Assert.Equal("ValidateInput", (string?)lines.First(static l => (string?)l["$type"] == "step")["Step"]);
        Assert.Contains(lines, static l => (string?)l["$type"] == "attempt" && l["Attempt"]!["Number"] is not null);
        Assert.Equal("""{"n":1}""", lines.Last(static l => (string?)l["$type"] == "partial")["Value"]!.ToJsonString());
        Assert.Equal(("result", "Success"), ((string?)lines[^1]["$type"], (string?)lines[^1]["Result"]!["Status"]));
    }

    [Fact]
    public void EveryKindOfEventHasAName() => Assert.Equal(
        typeof(SkillEvent).Assembly.GetExportedTypes().Where(static t => t.IsSubclassOf(typeof(SkillEvent))).Select(static t => t.Name).Order(),
        typeof(SkillEvent).GetCustomAttributes<JsonDerivedTypeAttribute>().Select(static a => a.DerivedType.Name).Order());

    // The hash of a skill is part of stored keys. Names in it would make every entry of earlier releases a miss.
    [Fact]
    public void EnumsInTheHashOfASkillAreNumbers()
    {
        var skill = new Skill
        {
            Id = "1",
            Name = "1",
            Messages = [new()],
            ModelPreferences = new() { Reasoning = new() { Effort = ModelReasoningEffort.High }, Parallel = new(), PromptCache = new() },
            ValidationRules = [new() { Type = "regex" }],
        };
        var written = SkillJson.Element(writer =>
        {
            SkillJson.Messages(writer, skill);
            SkillJson.Output(writer, skill);
            SkillJson.Model(writer, skill);
            SkillJson.Rules(writer, skill);
        });
        var names = typeof(Skill).Assembly.GetExportedTypes().Concat(typeof(ReplyReader).Assembly.GetExportedTypes()).Where(static t => t.IsEnum).SelectMany(Enum.GetNames).ToHashSet(StringComparer.Ordinal);

        Assert.All(Texts(JsonNode.Parse(written.GetRawText())), text => Assert.DoesNotContain(text, names));
    }

    private static IEnumerable<string> Texts(JsonNode? node) => node switch
    {
        JsonObject members => members.SelectMany(static m => Texts(m.Value)),
        JsonArray items => items.SelectMany(Texts),
        JsonValue value when value.GetValueKind() == JsonValueKind.String => [value.GetValue<string>()],
        _ => [],
    };
}
