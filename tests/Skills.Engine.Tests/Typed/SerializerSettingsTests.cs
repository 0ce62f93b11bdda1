using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Skills.Engine.Tests.EndToEnd;

namespace Skills.Engine.Tests.Typed;

public sealed class SerializerSettingsTests
{
    private const string Reply = """{"total_count": "5", "state": "in_progress"}""";

    private static readonly Tally Five = new(5, Progress.InProgress);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ASkillWithSettingsOfItsOwnIsWrittenAndReadByThem()
    {
        await using var bench = await Bench.StartAsync();
        bench.Server.Reply(Reply);
        var skill = Skill.For<Subject, Tally>("Tally", "Count {{ the_word }}.", new JsonSerializerOptions { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower });

        var result = await bench.Engine.ExecuteAsync(skill, new("a"), cancellationToken: Token);

        Assert.Equal(Five, result.Value);
        Assert.Equal("Count a.", result.RenderedPrompt);
        AssertSchema("""{"type":"object","properties":{"total_count":{"type":"integer"},"state":{"enum":["not_started","in_progress","done"],"type":"string"}},"required":["total_count","state"]}""", skill.Definition.OutputSchema);
    }

    [Fact]
    public async Task ASkillWithSourceGeneratedMetadataIsWrittenAndReadByIt()
    {
        await using var bench = await Bench.StartAsync();
        bench.Server.Reply(Reply);
        var skill = Skill.For("Tally", "Count {{ theWord }}.", TallyContext.Default.Subject, TallyContext.Default.Tally);

        var result = await bench.Engine.ExecuteAsync(skill, new("a"), cancellationToken: Token);

        Assert.Equal(Five, result.Value);
        Assert.Equal("Count a.", result.RenderedPrompt);
        Assert.Equal("integer", JsonNode.Parse(skill.Definition.OutputSchema!.Value.GetRawText())!["properties"]!["totalCount"]!["type"]!.GetValue<string>());
    }

    [Fact]
    public async Task APlainSkillIsReadByTheSettingsOfTheCall()
    {
        await using var bench = await Bench.StartAsync();
        bench.Server.Reply(Reply);
        var skill = new Skill { Id = "tally", Name = "Tally", PromptTemplate = "Count." };

        var byOptions = await bench.Engine.ExecuteAsync<Tally>(skill, null, new JsonSerializerOptions(JsonSerializerDefaults.Web), cancellationToken: Token);
        var byMetadata = await bench.Engine.ExecuteAsync(skill, null, TallyContext.Default.Tally, cancellationToken: Token);

        Assert.Equal(Five, byOptions.Value);
        Assert.Equal(Five, byMetadata.Value);
    }

    [Fact]
    public void InputsWrittenAsTextsHaveTextsInTheirSchema()
    {
        var settings = new JsonSerializerOptions { NumberHandling = JsonNumberHandling.WriteAsString | JsonNumberHandling.AllowReadingFromString };

        var skill = Skill.For<One<int>, One<int>>("Count", "{{ Value }}", settings).Definition;

        AssertSchema("""{"type":"object","properties":{"Value":{"type":["string","integer"],"pattern":"^-?(?:0|[1-9]\\d*)$"}},"required":["Value"]}""", skill.InputSchema);
        AssertSchema("""{"type":"object","properties":{"Value":{"type":"integer"}},"required":["Value"]}""", skill.OutputSchema);
    }

    private static void AssertSchema(string expected, JsonElement? schema) =>
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), JsonNode.Parse(schema!.Value.GetRawText())), schema.Value.GetRawText());
}
