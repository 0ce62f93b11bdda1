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
}
