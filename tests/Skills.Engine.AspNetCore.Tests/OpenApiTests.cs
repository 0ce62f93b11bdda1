using System.Text.Json;

namespace Skills.Engine.AspNetCore.Tests;

public sealed class OpenApiTests
{
    [Fact]
    public async Task EachSkillIsAPathWithItsOwnSchemas()
    {
        await using var host = await TestHost.StartAsync();

        var document = (await host.GetAsync("/skills/openapi.json")).Json;
        var post = document.GetProperty("paths").GetProperty("/skills/greeter").GetProperty("post");

        Assert.Equal("3.1.0", document.GetProperty("openapi").GetString());
        Assert.Equal(("Greeter", "1.2.0", "TALK"), (post.GetProperty("operationId").GetString(), post.GetProperty("x-skill-version").GetString(), post.GetProperty("tags")[0].GetString()));
        Assert.Equal(Some.Greeter.InputSchema!.Value.GetRawText(), Schema(post.GetProperty("requestBody")).GetRawText());
        Assert.Equal(Some.Greeter.OutputSchema!.Value.GetRawText(), Schema(post.GetProperty("responses").GetProperty("200")).GetRawText());
        Assert.True(document.GetProperty("paths").GetProperty("/skills/old-greeter").GetProperty("post").GetProperty("deprecated").GetBoolean());
        Assert.False(document.GetProperty("paths").TryGetProperty("/skills/gone-greeter", out _));
    }

    [Fact]
    public async Task AReferenceWithinASchemaPointsToItsPlaceInTheDocument()
    {
        await using var host = await TestHost.StartAsync();

        var document = (await host.GetAsync("/skills/openapi.json")).Json;
        var input = Schema(document.GetProperty("paths").GetProperty("/skills/tree-maker").GetProperty("post").GetProperty("requestBody"));
        var reference = input.GetProperty("properties").GetProperty("root").GetProperty("$ref").GetString()!;

        Assert.Equal(input.GetProperty("$defs").GetProperty("node").GetRawText(), Resolve(document, reference).GetRawText());
        Assert.Equal("#/$defs/node", input.GetProperty("properties").GetProperty("like").GetProperty("const").GetProperty("$ref").GetString());
        Assert.Equal("""{"type":"string"}""", input.GetProperty("properties").GetProperty("$ref").GetRawText());
    }

    [Fact]
    public async Task EveryOperationHasANameOfItsOwn()
    {
        await using var host = await TestHost.StartAsync(services: static (_, engine) =>
            engine.AddSkill(Some.Greeter with { Id = "tree_maker", Slug = "treeMaker" }).AddSkill(Some.Greeter with { Id = "list-skills" }).AddSkill(Some.Greeter with { Id = "3d" }));

        var document = (await host.GetAsync("/skills/openapi.json")).Json;
        var names = document.GetProperty("paths").EnumerateObject().SelectMany(static p => p.Value.EnumerateObject())
            .Where(static o => o.Value.ValueKind == JsonValueKind.Object).Select(static o => o.Value.GetProperty("operationId").GetString()).ToList();

        Assert.Equal(names.Count, names.Distinct(StringComparer.Ordinal).Count());
        Assert.All(names, static n => Assert.Matches("^[A-Za-z][A-Za-z0-9]*$", n));
    }

    private static JsonElement Schema(JsonElement holder) => holder.GetProperty("content").GetProperty("application/json").GetProperty("schema");

    private static JsonElement Resolve(JsonElement document, string reference) =>
        Uri.UnescapeDataString(reference[2..]).Split('/').Aggregate(document, static (at, token) =>
            at.GetProperty(token.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal)));
}
