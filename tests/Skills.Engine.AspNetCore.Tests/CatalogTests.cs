using Microsoft.AspNetCore.Builder;
using System.Text.Json;

namespace Skills.Engine.AspNetCore.Tests;

public sealed class CatalogTests
{
    [Fact]
    public async Task TheListNamesEverySkillWithItsLinks()
    {
        await using var host = await TestHost.StartAsync();

        var answer = await host.GetAsync("/skills");
        var skill = answer.Json.GetProperty("skills").EnumerateArray().Single(static s => s.GetProperty("name").GetString() == "greeter");

        Assert.Equal(200, answer.Status);
        Assert.Equal(Some.Skills.Count, answer.Json.GetProperty("skills").GetArrayLength());
        Assert.Equal("1.2.0", skill.GetProperty("version").GetString());
        Assert.Equal("Greeter", skill.GetProperty("title").GetString());
        Assert.Equal("Greets people.", skill.GetProperty("description").GetString());
        Assert.Equal("active", skill.GetProperty("status").GetString());
        foreach (var link in skill.GetProperty("links").EnumerateObject())
        {
            Assert.Equal(200, (await host.GetAsync(link.Value.GetString()!)).Status);
        }
    }

    [Theory]
    [InlineData("/skills")]
    [InlineData("/skills/greeter")]
    [InlineData("/skills/greeter/input.schema.json")]
    [InlineData("/skills/openapi.json")]
    public async Task WhatHasNotChangedIsNotSentAgain(string path)
    {
        await using var host = await TestHost.StartAsync();

        var first = await host.GetAsync(path);
        var second = await host.GetAsync(path, ("If-None-Match", first["ETag"]!));
        var third = await host.GetAsync(path, ("If-None-Match", "\"other\""));

        Assert.Equal((304, ""), (second.Status, second.Body));
        Assert.Equal(first["ETag"], second["ETag"]);
        Assert.Equal(first.Body, third.Body);
    }

    [Theory]
    [InlineData("/skills")]
    [InlineData("/skills/greeter")]
    [InlineData("/skills/greeter/input.schema.json")]
    [InlineData("/skills/openapi.json")]
    public async Task TheHeadAloneIsThereToo(string path)
    {
        await using var host = await TestHost.StartAsync();

        var whole = await host.GetAsync(path);
        var head = await host.SendAsync(HttpMethod.Head, path, null);

        Assert.Equal((200, "", whole["ETag"], whole["Content-Length"]), (head.Status, head.Body, head["ETag"], head["Content-Length"]));
    }

    [Theory]
    [InlineData("greeter")]
    [InlineData("greeter@1.2.0")]
    [InlineData("greeter@^1")]
    public async Task ADefinitionIsFoundByNameVersionAndRange(string name)
    {
        await using var host = await TestHost.StartAsync();

        var answer = await host.GetAsync($"/skills/{Uri.EscapeDataString(name)}");

        Assert.Equal("1.2.0", answer.Json.GetProperty("version").GetString());
        Assert.True(JsonElement.DeepEquals(Some.Greeter.InputSchema!.Value, answer.Json.GetProperty("inputSchema")));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ThePromptIsShownWhereAllowedOnly(bool allowed)
    {
        await using var host = await TestHost.StartAsync(o => o.ShowPrompts = allowed);

        var definition = await host.GetAsync("/skills/greeter");
        var result = await host.PostAsync("/skills/greeter", """{"name":"Ada"}""", ("Accept", "application/vnd.skills.result+json"));

        Assert.Equal(allowed, definition.Body.Contains("secret-prompt-part", StringComparison.Ordinal));
        Assert.Equal(allowed, result.Body.Contains("secret-prompt-part", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("input")]
    [InlineData("output")]
    public async Task ASchemaIsGivenAsItStands(string which)
    {
        await using var host = await TestHost.StartAsync();

        var answer = await host.GetAsync($"/skills/tree-maker/{which}.schema.json");

        Assert.Equal("application/schema+json", answer.Type);
        Assert.Equal((which == "input" ? Some.Tree.InputSchema : Some.Tree.OutputSchema)!.Value.GetRawText(), answer.Body);
    }

    [Theory]
    [InlineData("GET", "/skills/greter")]
    [InlineData("GET", "/skills/greter/input.schema.json")]
    [InlineData("POST", "/skills/greter")]
    [InlineData("POST", "/skills/greter/render")]
    [InlineData("POST", "/skills/greeter@9")]
    public async Task AnUnknownSkillIsAProblemWithSuggestions(string method, string path)
    {
        await using var host = await TestHost.StartAsync();

        var answer = await host.SendAsync(new(method), path, method == "POST" ? "{}" : null);

        Assert.Equal((404, "skill-not-found", "application/problem+json"), (answer.Status, answer.Problem, answer.Type));
        Assert.Contains("greeter", answer.Json.GetProperty("suggestions").EnumerateArray().Select(static s => s.GetString()));
    }

    [Theory]
    [InlineData("POST", "")]
    [InlineData("POST", "/render")]
    [InlineData("GET", "")]
    [InlineData("GET", "/input.schema.json")]
    public async Task ADeprecatedSkillSaysSoAndNamesItsSuccessor(string method, string below)
    {
        await using var host = await TestHost.StartAsync();

        var answer = await host.SendAsync(new(method), "/skills/old-greeter" + below, method == "POST" ? """{"name":"Ada"}""" : null);

        Assert.Equal(200, answer.Status);
        Assert.Matches("^@[0-9]+$", answer["Deprecation"]);
        Assert.Equal("</skills/greeter>; rel=\"successor-version\"", answer["Link"]);
    }

    [Fact]
    public async Task EverythingWorksUnderAPathBaseAndAnotherPattern()
    {
        await using var host = await TestHost.StartAsync(pattern: "/api/v1/ai", pipeline: static app => app.UsePathBase("/site"));

        var list = await host.GetAsync("/site/api/v1/ai");
        var self = list.Json.GetProperty("skills")[0].GetProperty("links").GetProperty("self").GetString()!;
        host.Model.EnqueueHeld();
        var run = await host.PostAsync("/site/api/v1/ai/greeter", """{"name":"Ada"}""", ("Prefer", "respond-async"));

        Assert.StartsWith("/site/api/v1/ai/", self, StringComparison.Ordinal);
        Assert.Equal(200, (await host.GetAsync(self)).Status);
        Assert.StartsWith("/site/api/v1/ai/runs/", run["Location"], StringComparison.Ordinal);
        Assert.Equal(200, (await host.GetAsync(run["Location"]!)).Status);
    }
}
