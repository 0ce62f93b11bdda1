using System.Text.Json;

namespace Skills.Engine.AspNetCore.Tests;

/// <summary>The documents that describe skills and routes leave nothing out.</summary>
public sealed class SkillDocumentTests
{
    [Fact]
    public async Task ASkillIsShownWithAllItSays()
    {
        await using var host = await TestHost.StartAsync(services: static (_, engine) => engine.AddSkill(new Skill
        {
            Id = "full",
            Slug = "full",
            Name = "Full",
            Version = "3.1.4",
            Description = "Says all.",
            Category = "CHAT",
            Tags = ["one", "two"],
            PromptTemplate = "Say {{ a }}.",
            InputSchema = JsonElement.Parse("""{"type":"object","properties":{"a":{"type":"integer"}}}"""),
            Examples = [new(JsonElement.Parse("""{"a":1}"""), JsonElement.Parse("""{"b":2}"""), "First"), new(JsonElement.Parse("""{"a":3}"""), JsonElement.Parse("[4]"))],
        }));

        var skill = (await host.GetAsync("/skills/full")).Json;

        Assert.Equal(
            """{"name":"full","version":"3.1.4","title":"Full","description":"Says all.","status":"active","category":"CHAT","tags":["one","two"]}""",
            JsonSerializer.Serialize(skill.EnumerateObject().Take(7).ToDictionary(static p => p.Name, static p => p.Value)));
        Assert.Equal("""[{"name":"First","input":{"a":1},"output":{"b":2}},{"input":{"a":3},"output":[4]}]""", skill.GetProperty("examples").GetRawText());
        Assert.Equal("""{"type":"object","properties":{"a":{"type":"integer"}}}""", skill.GetProperty("inputSchema").GetRawText());
        Assert.Equal("{}", skill.GetProperty("outputSchema").GetRawText());
        Assert.Equal(
            """{"self":"/skills/full","inputSchema":"/skills/full/input.schema.json","outputSchema":"/skills/full/output.schema.json","openapi":"/skills/openapi.json"}""",
            skill.GetProperty("links").GetRawText());
    }

    [Fact]
    public async Task EveryOperationHasAnIdASummaryATagAndResponses()
    {
        await using var host = await TestHost.StartAsync();

        var operations = (await host.GetAsync("/skills/openapi.json")).Json.GetProperty("paths").EnumerateObject()
            .SelectMany(static path => path.Value.EnumerateObject().Where(static o => o.Value.ValueKind == JsonValueKind.Object).Select(o => (Name: $"{o.Name} {path.Name}", Operation: o.Value)))
            .ToList();

        Assert.Contains("delete /skills/runs/{id}", operations.Select(static o => o.Name));
        Assert.Equal(operations.Count, operations.Select(static o => o.Operation.GetProperty("operationId").GetString()).Distinct(StringComparer.Ordinal).Count());
        Assert.All(operations, static o =>
        {
            Assert.NotEqual("", o.Operation.GetProperty("summary").GetString());
            Assert.NotEqual(0, o.Operation.GetProperty("tags").GetArrayLength());
            Assert.NotEmpty(o.Operation.GetProperty("responses").EnumerateObject());
        });
    }
}
