using System.Text.Json;
using ModelContextProtocol;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace Skills.Engine.AspNetCore.Tests;

/// <summary>The skills as prompts, asked by the SDK's own client on loopback.</summary>
public sealed class McpPromptTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task EachActiveSkillIsAPromptWithItsArguments()
    {
        await using var host = await TestHost.StartAsync();
        await using var client = await ClientAsync(host);

        var prompts = await client.ListPromptsAsync(cancellationToken: Token);
        var greeter = prompts.Single(static p => p.Name == "greeter").ProtocolPrompt;

        Assert.Equal(Some.Skills.Where(static s => s.Status == SkillStatus.Active).Select(static s => s.Slug).Order(StringComparer.Ordinal), prompts.Select(static p => p.Name));
        Assert.Equal(("Greeter", "Greets people."), (greeter.Title, greeter.Description));
        Assert.Equal([("name", true), ("times", false)], greeter.Arguments!.Select(static a => (a.Name, a.Required ?? false)));
    }

    [Fact]
    public async Task APromptIsRenderedAndNoModelIsAsked()
    {
        await using var host = await TestHost.StartAsync();
        await using var client = await ClientAsync(host);

        var prompt = await client.GetPromptAsync("greeter", new Dictionary<string, object?> { ["name"] = "Ada", ["times"] = "3" }, cancellationToken: Token);

        var message = prompt.Messages[^1];
        Assert.Equal(Role.User, message.Role);
        Assert.Contains("Greet Ada 3 times.", ((TextContentBlock)message.Content).Text, StringComparison.Ordinal);
        Assert.Equal(0, host.Model.Calls);
    }

    [Theory]
    [InlineData("greeter", "times", "12")]
    [InlineData("greeter", "times", "often")]
    [InlineData("nobody", "name", "Ada")]
    [InlineData("old-greeter", "name", "Ada")]
    public async Task WhatCannotBeRenderedIsRefused(string name, string argument, string value)
    {
        await using var host = await TestHost.StartAsync();
        await using var client = await ClientAsync(host);

        var error = await Assert.ThrowsAsync<McpProtocolException>(async () => await client.GetPromptAsync(name, new Dictionary<string, object?> { ["name"] = "Ada", [argument] = value }, cancellationToken: Token));

        Assert.Equal(McpErrorCode.InvalidParams, error.ErrorCode);
    }

    [Fact]
    public async Task WherePromptsAreSecretThereAreNone()
    {
        await using var host = await TestHost.StartAsync(static options => options.AllowRender = false);
        await using var client = await ClientAsync(host);

        Assert.Null(client.ServerCapabilities.Prompts);
    }

    private static async Task<McpClient> ClientAsync(TestHost host, string? version = null)
    {
        var transport = new HttpClientTransport(new() { Endpoint = new(host.Client.BaseAddress!, "/skills/mcp"), TransportMode = HttpTransportMode.StreamableHttp }, new HttpClient(), ownsHttpClient: true);
        return await McpClient.CreateAsync(transport, version is null ? null : new() { ProtocolVersion = version }, cancellationToken: TestContext.Current.CancellationToken);
    }
}
