using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;

namespace Skills.Engine.AspNetCore.Tests;

public sealed class StreamingTests
{
    [Fact]
    public async Task AStreamTellsEachStepTheTextAndTheResult()
    {
        await using var host = await TestHost.StartAsync();

        var events = await ReadAsync(host, "/skills/greeter");

        Assert.Equal(
            ["validate-input", "look-up-cache", "render-prompt", "select-model", "invoke-model", "validate-output", "run-rules", "store-result"],
            events.Where(static e => e.Name == "step").Select(static e => e.Data.GetProperty("step").GetString()).Distinct());
        Assert.Equal("""{"greeting":"Hello Ada"}""", string.Concat(events.Where(static e => e.Name == "delta").Select(static e => e.Data.GetProperty("text").GetString())));
        Assert.Contains(events, static e => e.Name == "attempt");
        Assert.Equal("result", events[^1].Name);
        Assert.Equal("Hello Ada", events[^1].Data.GetProperty("outputs").GetProperty("greeting").GetString());
        Assert.Equal("miss", events[^1].Data.GetProperty("cache").GetString());
        Assert.True(Guid.TryParse(events[^1].Data.GetProperty("runId").GetString(), out _));
    }

    [Fact]
    public async Task AStreamTellsEachCallOfAToolWithoutItsContent()
    {
        await using var host = await WithToolsAsync();

        var events = await ReadAsync(host, "/skills/order-status");

        var tools = events.Where(static e => e.Name is "tool_call" or "tool_result").ToList();
        Assert.Equal(["tool_call", "tool_result", "tool_call", "tool_result"], tools.Select(static e => e.Name));
        Assert.Equal([("c1", "look_up_order", 1), ("c2", "look_up_order", 2)], tools.Where(static e => e.Name == "tool_call").Select(static e => (e.Data.GetProperty("callId").GetString(), e.Data.GetProperty("name").GetString(), e.Data.GetProperty("round").GetInt32())));
        Assert.Equal(["succeeded", "invalid_arguments"], tools.Where(static e => e.Name == "tool_result").Select(static e => e.Data.GetProperty("status").GetString()));
        Assert.Equal("result", events[^1].Name);
        Assert.All(tools, static e => Assert.DoesNotContain("secret", e.Data.GetRawText(), StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(false, "", null)]
    [InlineData(true, """{"order":"secret-17"}""", "secret-result")]
    public async Task TheWholeResultHasTheCallsAndTheirContentOnlyWhenItIsShown(bool shows, string arguments, string? result)
    {
        await using var host = await WithToolsAsync(o => o.ShowRawOutput = shows);

        var answer = await host.PostAsync("/skills/order-status", """{"name":"Ada"}""", ("Accept", "application/vnd.skills.result+json"));

        var run = answer.Json.GetProperty("toolRuns")[0];
        Assert.Equal("succeeded", run.GetProperty("status").GetString());
        Assert.Equal(arguments, run.GetProperty("arguments").GetString());
        Assert.Equal(result, run.TryGetProperty("result", out var shown) ? shown.GetString() : null);
    }

    [Theory]
    [InlineData(true, "I think.")]
    [InlineData(false, "")]
    public async Task ReasoningIsStreamedOnlyWhereTheRawReplyIsShown(bool shows, string expected)
    {
        await using var host = await TestHost.StartAsync(o => o.ShowRawOutput = shows, static (_, engine) => engine
            .AddModelClient(new Thinking(), new ModelDefinition { Id = "thinker", Provider = "thinking", Capabilities = (ModelCapabilities)2047 })
            .AddSkill(Some.Greeter with { Id = "thoughtful", Name = "Thoughtful", ModelPreferences = new() { OnlyModels = ["thinker"], Reasoning = new() { IncludeText = true } } }));

        var events = await ReadAsync(host, "/skills/thoughtful");

        Assert.Equal("result", events[^1].Name);
        Assert.Equal(expected, string.Concat(events.Where(static e => e.Name == "reasoning").Select(static e => e.Data.GetProperty("text").GetString())));
        Assert.DoesNotContain(events, static e => e.Name.Length == 0);
    }

    private static Task<TestHost> WithToolsAsync(Action<SkillsEndpointOptions>? options = null)
    {
        var schema = JsonElement.Parse("""{"type":"object","properties":{"order":{"type":"string"}},"required":["order"]}""");
        var model = new Testing.FakeModelClient("tooled")
            .Enqueue(Testing.FakeModelClient.Answer("") with { StopReason = StopReason.ToolUse, Calls = [new("c1", "look_up_order", """{"order":"secret-17"}""")] })
            .Enqueue(Testing.FakeModelClient.Answer("") with { StopReason = StopReason.ToolUse, Calls = [new("c2", "look_up_order", """{"secret":1}""")] })
            .Enqueue("""{"greeting":"It is on its way."}""");
        return TestHost.StartAsync(options, (_, engine) => engine
            .AddModelClient(model, model.Model("tooled-model") with { Capabilities = (ModelCapabilities)2047 })
            .AddTool(new SkillTool("look_up_order", "Looks up an order.", schema, static (_, _) => new(JsonElement.Parse("\"secret-result\""))))
            .AddSkill(Some.Greeter with { Id = "order-status", Name = "Order status", Tools = ["look_up_order"], ModelPreferences = new() { OnlyModels = ["tooled-model"] } }));
    }

    [Theory]
    [InlineData("/skills/greeter", """{}""", "input-invalid")]
    [InlineData("/skills/strict", """{"name":"Ada"}""", "rule-failed")]
    public async Task AFailureEndsTheStreamWithItsProblem(string path, string body, string type)
    {
        await using var host = await TestHost.StartAsync();

        var events = await ReadAsync(host, path, body);

        Assert.Equal("error", events[^1].Name);
        Assert.Equal("urn:skills:problem:" + type, events[^1].Data.GetProperty("type").GetString());
    }

    [Fact]
    public async Task AnIdleStreamIsKeptOpenByComments()
    {
        await using var host = await TestHost.StartAsync(static o => o.Heartbeat = TimeSpan.FromMilliseconds(20));
        var (_, _) = host.Model.EnqueueWatchedHang();
        using var request = TestHost.Request(HttpMethod.Post, "/skills/greeter", """{"name":"Ada"}""", ("Accept", "text/event-stream"));
        using var response = await host.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));

        var comments = 0;
        while (comments < 3)
        {
            comments += await reader.ReadLineAsync(TestContext.Current.CancellationToken) is ": keep-alive" ? 1 : 0;
        }
    }

    [Fact]
    public async Task TheTextComesWhileTheModelStillWrites()
    {
        await using var host = await TestHost.StartAsync();
        var (asked, canceled) = host.Model.EnqueueWatchedHang();
        using var request = TestHost.Request(HttpMethod.Post, "/skills/greeter", """{"name":"Ada"}""", ("Accept", "text/event-stream"));
        using var response = await host.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));

        while (await reader.ReadLineAsync(TestContext.Current.CancellationToken) is not """data: {"step":"invoke-model"}""")
        {
        }

        await asked.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        Assert.False(canceled.IsCompleted);
    }

    [Fact]
    public async Task AReaderWhoLeavesCancelsTheModelsCall()
    {
        await using var host = await TestHost.StartAsync();
        var (asked, canceled) = host.Model.EnqueueWatchedHang();
        using var request = TestHost.Request(HttpMethod.Post, "/skills/greeter", """{"name":"Ada"}""", ("Accept", "text/event-stream"));
        var response = await host.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        await asked.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

        response.Dispose();

        await canceled.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task AClientThatTakesNothingIsLeftAndItsExecutionCanceled()
    {
        // More than the system buffers between two sockets.
        const int Length = 8_000_000;
        await using var host = await TestHost.StartAsync(static o => o.StreamStallTimeout = TimeSpan.FromMilliseconds(300), static (_, engine) =>
        {
            engine.AddSkill(Some.Greeter with { Id = "text", OutputSchema = null, Examples = [] });
            engine.Services.Configure<SkillsEngineOptions>(static o => o.Outputs.MaxReplyCharacters = Length);
        });
        host.Model.Reply(new string('x', Length));
        using var socket = new System.Net.Sockets.TcpClient { ReceiveBufferSize = 8 * 1024 };
        await socket.ConnectAsync(host.Client.BaseAddress!.Host, host.Client.BaseAddress.Port, TestContext.Current.CancellationToken);
        var stream = socket.GetStream();
        await stream.WriteAsync("POST /skills/text HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\nIdempotency-Key: k\r\nContent-Type: application/json\r\nContent-Length: 14\r\n\r\n{\"name\":\"Ada\"}"u8.ToArray(), TestContext.Current.CancellationToken);
        await Eventually.HoldsAsync(() => host.Model.Calls == 1, "The model was not asked.");

        // The stream holds its key for as long as it is open, and the client never reads.
        await Eventually.HoldsAsync(async () => (await host.PostAsync("/skills/text", """{"name":"Ada"}""", ("Idempotency-Key", "k"))).Status == 200, "The stream is still held.");
    }

    [Fact]
    public async Task ASlowClientThatReadsGetsItAll()
    {
        await using var host = await TestHost.StartAsync(static o => o.StreamStallTimeout = TimeSpan.FromSeconds(2), static (_, engine) => engine.AddSkill(Some.Greeter with { Id = "text", OutputSchema = null, Examples = [] }));
        host.Model.Reply(new string('x', 1_000_000));

        var events = await ReadAsync(host, "/skills/text");

        Assert.Equal(1_000_000, events.Where(static e => e.Name == "delta").Sum(static e => e.Data.GetProperty("text").GetString()!.Length));
        Assert.Equal("result", events[^1].Name);
    }

    [Fact]
    public async Task AnyLineBreakOfTheModelStaysInsideItsEvent()
    {
        await using var host = await TestHost.StartAsync();
        host.Model.Reply("{\n  \"greeting\":\n  \"two\\nlines \u2028 event: forged\"\n}");

        var events = await ReadAsync(host, "/skills/greeter");

        Assert.All(events, static e => Assert.Contains(e.Name, (string[])["step", "delta", "partial", "attempt", "result"]));
        Assert.Equal("two\nlines \u2028 event: forged", events[^1].Data.GetProperty("outputs").GetProperty("greeting").GetString());
    }

    private static async Task<List<(string Name, JsonElement Data)>> ReadAsync(TestHost host, string path, string body = """{"name":"Ada"}""")
    {
        using var request = TestHost.Request(HttpMethod.Post, path, body, ("Accept", "text/event-stream"));
        using var response = await host.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        var events = new List<(string, JsonElement)>();
        await foreach (var happened in EventsAsync(await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken)))
        {
            events.Add(happened);
        }

        return events;
    }

    // A plain reader of the format, so that nothing of ours is needed to read it.
    private static async IAsyncEnumerable<(string Name, JsonElement Data)> EventsAsync(Stream stream, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var reader = new StreamReader(stream);
        var (name, data) = ("message", "");
        while (await reader.ReadLineAsync(cancellationToken) is { } line)
        {
            if (line.Length == 0 && data.Length > 0)
            {
                yield return (name, JsonElement.Parse(data));
                (name, data) = ("message", "");
            }
            else if (line.StartsWith("event: ", StringComparison.Ordinal))
            {
                name = line[7..];
            }
            else if (line.StartsWith("data: ", StringComparison.Ordinal))
            {
                data += line[6..];
            }
        }
    }

    private sealed class Thinking : IModelClient
    {
        public ModelProvider Provider { get; } = new("thinking");

        public Task<ModelReply> InvokeAsync(ModelRequest request, CancellationToken cancellationToken) => Task.FromResult(Testing.FakeModelClient.Answer("""{"greeting":"Hi"}"""));

        public async IAsyncEnumerable<ModelUpdate> StreamAsync(ModelRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            yield return new("") { Reasoning = "I " };
            yield return new("") { Reasoning = "think." };
            var reply = await InvokeAsync(request, cancellationToken);
            yield return new(reply.Text);
            yield return new("") { Reply = reply with { ReasoningText = "I think." } };
        }
    }
}
