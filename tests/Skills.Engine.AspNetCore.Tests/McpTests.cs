using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using ModelContextProtocol;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;
using Skills.Engine.Testing;

namespace Skills.Engine.AspNetCore.Tests;

/// <summary>The skills as tools, asked by the SDK's own client on loopback.</summary>
public sealed class McpTests
{
    private static readonly Dictionary<string, object?> Ada = new() { ["name"] = "Ada" };

    [Theory]
    [InlineData(null, "2026-07-28")]
    [InlineData("2025-11-25", "2025-11-25")]
    [InlineData("2025-06-18", "2025-06-18")]
    [InlineData("2025-03-26", "2025-03-26")]
    public async Task AClientOfEachVersionOfTheProtocolListsAndCalls(string? asks, string gets)
    {
        await using var host = await TestHost.StartAsync();
        await using var client = await ClientAsync(host, asks);

        var tools = await client.ListToolsAsync(cancellationToken: TestContext.Current.CancellationToken);
        var result = await client.CallToolAsync("greeter", Ada, cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(gets, client.NegotiatedProtocolVersion);
        Assert.Contains(tools, static t => t.Name == "greeter");
        Assert.Equal("Hello Ada", result.StructuredContent!.Value.GetProperty("greeting").GetString());
    }

    [Fact]
    public async Task EachActiveSkillIsAToolWithItsOwnSchemas()
    {
        await using var host = await TestHost.StartAsync();
        await using var client = await ClientAsync(host);

        var tools = await client.ListToolsAsync(cancellationToken: TestContext.Current.CancellationToken);
        var greeter = tools.Single(static t => t.Name == "greeter").ProtocolTool;

        Assert.Equal(Some.Skills.Where(static s => s.Status == SkillStatus.Active).Select(static s => s.Slug).Order(StringComparer.Ordinal), tools.Select(static t => t.Name));
        Assert.Equal(("Greeter", "Greets people."), (greeter.Title, greeter.Description));
        Assert.Equal(Some.Greeter.InputSchema!.Value.GetRawText(), greeter.InputSchema.GetRawText());
        Assert.Equal(Some.Greeter.OutputSchema!.Value.GetRawText(), greeter.OutputSchema!.Value.GetRawText());
        Assert.Equal((true, false, true, true), (greeter.Annotations!.ReadOnlyHint, greeter.Annotations.DestructiveHint, greeter.Annotations.OpenWorldHint, greeter.Annotations.IdempotentHint));
        Assert.Equal("1.2.0", greeter.Meta!["skills/version"]!.GetValue<string>());
    }

    [Theory]
    [InlineData(null, """{"type":"object"}""")]
    [InlineData("true", """{"type":"object"}""")]
    [InlineData("""{"properties":{"a":{}}}""", """{"type":"object","properties":{"a":{}}}""")]
    [InlineData("""{"type":["object","null"],"required":["a"]}""", """{"type":"object","required":["a"]}""")]
    public async Task AnInputSchemaThatDoesNotSayObjectIsMadeToSayIt(string? schema, string listed)
    {
        await using var host = await TestHost.StartAsync(services: (_, engine) =>
            engine.AddSkill(Some.Tree with { Id = "loose", InputSchema = schema is null ? null : JsonElement.Parse(schema), OutputSchema = JsonElement.Parse("""{"type":"array"}""") }));
        await using var client = await ClientAsync(host);

        var tool = (await client.ListToolsAsync(cancellationToken: TestContext.Current.CancellationToken)).Single(static t => t.Name == "loose").ProtocolTool;

        Assert.Equal(listed, tool.InputSchema.GetRawText());
        Assert.Null(tool.OutputSchema);
    }

    [Fact]
    public async Task AResultIsStructuredCompactTextAndTheFactsOfTheRun()
    {
        await using var host = await TestHost.StartAsync();
        await using var client = await ClientAsync(host);

        var miss = await client.CallToolAsync("greeter", Ada, cancellationToken: TestContext.Current.CancellationToken);
        var hit = await client.CallToolAsync("greeter", Ada, cancellationToken: TestContext.Current.CancellationToken);

        Assert.NotEqual(true, miss.IsError);
        Assert.Equal("""{"greeting":"Hello Ada"}""", Text(miss));
        Assert.Equal("""{"greeting":"Hello Ada"}""", miss.StructuredContent!.Value.GetRawText());
        Assert.True(Guid.TryParse(miss.Meta!["skills/run-id"]!.GetValue<string>(), out _));
        Assert.Equal(("miss", "1.2.0", "fake-model"), (miss.Meta["skills/cache"]!.GetValue<string>(), miss.Meta["skills/version"]!.GetValue<string>(), miss.Meta["skills/model"]!.GetValue<string>()));
        Assert.Equal(0, miss.Meta["skills/cost-usd"]!.GetValue<decimal>());
        Assert.Equal("hit", hit.Meta!["skills/cache"]!.GetValue<string>());
        Assert.Equal(1, host.Model.Calls);
    }

    [Theory]
    [InlineData("greeter", """{"times":10}""", "/times: ")]
    [InlineData("strict", """{"name":"Ada"}""", "/greeting: ")]
    [InlineData("nowhere", """{"name":"Ada"}""", "")]
    [InlineData("broken", """{"name":"Ada"}""", "the host's log has run ")]
    [InlineData("gone-greeter", """{"name":"Ada"}""", "archived")]
    public async Task WhatACallerCanMendIsAnErrorOfTheTool(string tool, string arguments, string says)
    {
        await using var host = await TestHost.StartAsync();
        await using var client = await ClientAsync(host);

        var result = await client.CallToolAsync(tool, JsonSerializer.Deserialize<Dictionary<string, object?>>(arguments), cancellationToken: TestContext.Current.CancellationToken);

        Assert.True(result.IsError);
        Assert.Null(result.StructuredContent);
        Assert.Contains(says, Text(result), StringComparison.Ordinal);
        Assert.NotEmpty(Text(result));
        Assert.DoesNotContain("secret-prompt-part", Text(result), StringComparison.Ordinal);
        Assert.True(Guid.TryParse(result.Meta!["skills/run-id"]!.GetValue<string>(), out _));
    }

    [Fact]
    public async Task ThousandsOfFindingsAreNotAllTold()
    {
        await using var host = await TestHost.StartAsync(services: static (_, engine) => engine.AddSkill(Some.Tree with
        {
            Id = "numbers",
            InputSchema = JsonElement.Parse("""{"type":"object","properties":{"all":{"type":"array","items":{"type":"integer"}}}}"""),
        }));
        await using var client = await ClientAsync(host);

        var result = await client.CallToolAsync("numbers", new Dictionary<string, object?> { ["all"] = Enumerable.Repeat("x", 1000).ToArray() }, cancellationToken: TestContext.Current.CancellationToken);

        Assert.True(result.IsError);
        Assert.InRange(Text(result).Split('\n').Length, 2, 21);
    }

    [Fact]
    public async Task AnUnknownToolIsAnErrorOfTheProtocolThatNamesWhatIsNear()
    {
        await using var host = await TestHost.StartAsync();
        await using var client = await ClientAsync(host);

        var error = await Assert.ThrowsAsync<McpProtocolException>(async () => await client.CallToolAsync("greter", Ada, cancellationToken: TestContext.Current.CancellationToken));

        Assert.Equal(McpErrorCode.InvalidParams, error.ErrorCode);
        Assert.Contains("'greeter'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TheStepsAreToldAsProgress()
    {
        await using var host = await TestHost.StartAsync();

        var messages = await McpWire.CallAsync(host, """{"name":"greeter","arguments":{"name":"Ada"},"_meta":{"progressToken":"p1"}}""");
        var progress = ProgressOf(messages);

        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8], progress.Select(static p => p.GetProperty("progress").GetInt32()));
        Assert.All(progress, static p => Assert.Equal(("p1", 8), (p.GetProperty("progressToken").GetString(), p.GetProperty("total").GetInt32())));
        Assert.Equal("invoke-model", progress[4].GetProperty("message").GetString());
        Assert.True(messages[^1].TryGetProperty("result", out _));
    }

    [Fact]
    public async Task ProgressDoesNotGoBackWhenTheModelIsAskedAgain()
    {
        await using var host = await TestHost.StartAsync(services: static (_, engine) => engine.AddSkill(Some.Greeter with { Id = "patient", Limits = new() { Attempts = 2 } }));
        host.Model.Enqueue("""{"other":1}""");

        var messages = await McpWire.CallAsync(host, """{"name":"patient","arguments":{"name":"Ada"},"_meta":{"progressToken":"p1"}}""");

        Assert.Equal(2, host.Model.Calls);
        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8], ProgressOf(messages).Select(static p => p.GetProperty("progress").GetInt32()));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("2025-06-18")]
    public async Task ACallerWhoCancelsEndsTheModelsCall(string? version)
    {
        await using var host = await TestHost.StartAsync();
        await using var client = await ClientAsync(host, version);
        var (asked, canceled) = host.Model.EnqueueWatchedHang();
        using var leaving = new CancellationTokenSource();

        var call = client.CallToolAsync("greeter", Ada, cancellationToken: leaving.Token).AsTask();
        await asked.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        await leaving.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await canceled.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task TheRunBelongsToTheCallersTrace()
    {
        await using var host = await TestHost.StartAsync();
        await using var client = await ClientAsync(host);
        var trace = ActivityTraceId.CreateRandom();
        var seen = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var listener = new ActivityListener
        {
            ShouldListenTo = static s => s.Name == SkillDiagnostics.ActivitySourceName,
            Sample = static (ref _) => ActivitySamplingResult.AllData,
            ActivityStopped = a => _ = a.TraceId == trace && a.OperationName.StartsWith("skill ", StringComparison.Ordinal) && seen.TrySetResult(a.OperationName),
        };
        ActivitySource.AddActivityListener(listener);
        var meta = new JsonObject { ["traceparent"] = $"00-{trace}-{ActivitySpanId.CreateRandom()}-01" };

        await client.CallToolAsync(new CallToolRequestParams { Name = "greeter", Arguments = new Dictionary<string, JsonElement> { ["name"] = JsonElement.Parse("\"Ada\"") }, Meta = meta }, TestContext.Current.CancellationToken);

        Assert.Equal("skill greeter", await seen.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task TheToolsCanBeSwitchedOff()
    {
        await using var host = await TestHost.StartAsync(static o => o.AllowMcp = false);

        Assert.Equal((404, "skill-not-found"), ((await host.PostAsync("/skills/mcp", "{}")) is var a ? (a.Status, a.Problem) : default));
    }

    [Fact]
    public async Task AnMcpServerOfTheHostKeepsItsOwnTools()
    {
        await using var host = await TestHost.StartAsync(services: static (builder, _) => builder.Services.AddMcpServer().WithHttpTransport());
        await using var client = await ClientAsync(host);

        Assert.NotEmpty(await client.ListToolsAsync(cancellationToken: TestContext.Current.CancellationToken));
        Assert.Null(host.Services.GetRequiredService<Microsoft.Extensions.Options.IOptions<ModelContextProtocol.Server.McpServerOptions>>().Value.Handlers.ListToolsHandler);
    }

    private static List<JsonElement> ProgressOf(IReadOnlyList<JsonElement> messages) =>
        [.. messages.Where(static m => m.TryGetProperty("method", out var method) && method.GetString() == "notifications/progress").Select(static m => m.GetProperty("params"))];

    private static string Text(CallToolResult result) => Assert.IsType<TextContentBlock>(Assert.Single(result.Content)).Text;

    private static async Task<McpClient> ClientAsync(TestHost host, string? version = null)
    {
        var transport = new HttpClientTransport(new() { Endpoint = new(host.Client.BaseAddress!, "/skills/mcp"), TransportMode = HttpTransportMode.StreamableHttp }, new HttpClient(), ownsHttpClient: true);
        return await McpClient.CreateAsync(transport, version is null ? null : new() { ProtocolVersion = version }, cancellationToken: TestContext.Current.CancellationToken);
    }
}
