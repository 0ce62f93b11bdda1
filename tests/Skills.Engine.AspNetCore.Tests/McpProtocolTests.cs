using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Skills.Engine.AspNetCore.Runs;

namespace Skills.Engine.AspNetCore.Tests;

/// <summary>The streamable HTTP transport, message by message.</summary>
public sealed class McpProtocolTests
{
    private const string Call = """{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"greeter","arguments":{"name":"Ada"}}}""";

    [Theory]
    [InlineData("2025-11-25", "2025-11-25")]
    [InlineData("2025-06-18", "2025-06-18")]
    [InlineData("2025-03-26", "2025-03-26")]
    [InlineData("2024-11-05", "2024-11-05")]
    [InlineData("1999-01-01", "2025-11-25")]
    public async Task TheVersionIsNegotiated(string asked, string got)
    {
        await using var host = await TestHost.StartAsync();

        var answer = await McpWire.PostAsync(host, """{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"ASKED","capabilities":{},"clientInfo":{"name":"t","version":"1"}}}""".Replace("ASKED", asked, StringComparison.Ordinal));
        var result = McpWire.Messages(answer).Single().GetProperty("result");

        Assert.Equal(got, result.GetProperty("protocolVersion").GetString());
        Assert.Equal("Skills.Engine", result.GetProperty("serverInfo").GetProperty("name").GetString());
        Assert.True(result.GetProperty("capabilities").TryGetProperty("tools", out _));
        Assert.Null(answer["Mcp-Session-Id"]);
    }

    [Theory]
    [InlineData("""{"jsonrpc":"2.0","method":"notifications/initialized"}""")]
    [InlineData("""{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":9}}""")]
    public async Task ANotificationIsAcceptedWithoutAnAnswer(string message)
    {
        await using var host = await TestHost.StartAsync();

        var answer = await McpWire.PostAsync(host, message, ("MCP-Protocol-Version", "2025-06-18"));

        Assert.Equal((202, ""), (answer.Status, answer.Body));
    }

    [Fact]
    public async Task APingIsAnswered()
    {
        await using var host = await TestHost.StartAsync();

        var answer = McpWire.Messages(await McpWire.PostAsync(host, """{"jsonrpc":"2.0","id":"p","method":"ping"}""", ("MCP-Protocol-Version", "2025-06-18"))).Single();

        Assert.Equal("p", answer.GetProperty("id").GetString());
        Assert.Equal("{}", answer.GetProperty("result").GetRawText());
    }

    [Theory]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"no/such"}""", -32601)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"no-such"}}""", -32602)]
    public async Task WhatIsNotThereIsAnErrorWithTheIdOfItsRequest(string message, int code)
    {
        await using var host = await TestHost.StartAsync();

        var answer = McpWire.Messages(await McpWire.PostAsync(host, message, ("MCP-Protocol-Version", "2025-06-18"))).Single();

        Assert.Equal((1, code), (answer.GetProperty("id").GetInt32(), answer.GetProperty("error").GetProperty("code").GetInt32()));
    }

    [Theory]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"c"}}}""", -32602)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"initialize","params":[]}""", -32602)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"\ud800","capabilities":{},"clientInfo":{"name":"c","version":"1"}}}""", -32700)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"greeter","arguments":{"na\ud800me":"Ada"}}}""", -32700)]
    public async Task AMessageThatTheSdkCannotReadIsAnErrorOfTheCaller(string message, int code)
    {
        await using var host = await TestHost.StartAsync();

        var answer = await McpWire.PostAsync(host, message);

        Assert.Equal((200, code), (answer.Status, answer.Json.GetProperty("error").GetProperty("code").GetInt32()));
    }

    [Fact]
    public async Task AMessageThatIsNotUtf8IsAnErrorOfTheCaller()
    {
        await using var host = await TestHost.StartAsync();
        using var request = TestHost.Request(HttpMethod.Post, "/skills/mcp", "{}", ("Accept", "application/json, text/event-stream"));
        request.Content = new ByteArrayContent([.. """{"jsonrpc":"2.0","id":1,"method":"""u8, (byte)'"', 0xD3, .. "\"}"u8]);
        request.Content.Headers.ContentType = new("application/json");

        using var response = await host.Client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Contains("-32700", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{", 400)]
    [InlineData("[]", 400)]
    [InlineData("", 400)]
    [InlineData("""{"jsonrpc":"1.0","id":1,"method":"ping"}""", 400)]
    public async Task WhatIsNoMessageIsRefused(string message, int status)
    {
        await using var host = await TestHost.StartAsync();

        Assert.Equal(status, (await McpWire.PostAsync(host, message)).Status);
    }

    [Fact]
    public async Task AnEndlesslyNestedMessageIsRefused()
    {
        await using var host = await TestHost.StartAsync();

        var answer = await McpWire.PostAsync(host, """{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"greeter","arguments":{"name":""" + new string('[', 100_000));

        Assert.Equal(400, answer.Status);
    }

    [Fact]
    public async Task AVersionNobodyKnowsIsRefused()
    {
        await using var host = await TestHost.StartAsync();

        Assert.Equal(400, (await McpWire.PostAsync(host, Call, ("MCP-Protocol-Version", "1999-01-01"))).Status);
        Assert.Equal(0, host.Model.Calls);
    }

    [Fact]
    public async Task AHeaderThatSaysOtherThanTheMessageIsRefused()
    {
        await using var host = await TestHost.StartAsync();
        const string Message = """{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"greeter","arguments":{"name":"Ada"},"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientInfo":{"name":"t","version":"1"},"io.modelcontextprotocol/clientCapabilities":{}}}}""";

        var agreeing = await McpWire.PostAsync(host, Message, ("MCP-Protocol-Version", "2026-07-28"), ("Mcp-Method", "tools/call"), ("Mcp-Name", "greeter"));
        var lying = await McpWire.PostAsync(host, Message, ("MCP-Protocol-Version", "2026-07-28"), ("Mcp-Method", "tools/call"), ("Mcp-Name", "strict"));

        Assert.Equal((200, 400), (agreeing.Status, lying.Status));
        Assert.Equal(1, host.Model.Calls);
    }

    [Fact]
    public async Task BothFormsOfTheAnswerMustBeAccepted()
    {
        await using var host = await TestHost.StartAsync();

        Assert.Equal(406, (await McpWire.PostAsync(host, Call, ("Accept", "application/json"))).Status);
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("DELETE")]
    public async Task ThereIsNoStreamAndNoSession(string method)
    {
        await using var host = await TestHost.StartAsync();

        var answer = await host.SendAsync(new(method), "/skills/mcp", null, ("Accept", "text/event-stream"));

        Assert.Equal((405, "POST"), (answer.Status, answer["Allow"]));
    }

    [Theory]
    [InlineData("https://evil.example", 403)]
    [InlineData("http://127.0.0.1.evil.example", 403)]
    [InlineData("null", 403)]
    [InlineData("http://localhost:3000", 200)]
    [InlineData("http://[::1]:3000", 200)]
    [InlineData("https://app.example.com", 200)]
    [InlineData("https://app.example.com:8443", 403)]
    public async Task APageOfAnotherOriginIsRefused(string origin, int status)
    {
        await using var host = await TestHost.StartAsync(static o => o.McpOrigins.Add("https://app.example.com/"));

        var answer = await McpWire.PostAsync(host, Call, ("Origin", origin));

        Assert.Equal(status, answer.Status);
        if (status == 403)
        {
            Assert.Equal("origin-refused", answer.Problem);
        }
    }

    [Theory]
    [InlineData("http://evil.example", "evil.example")]
    [InlineData("http://localhost:3000", "skills.example")]
    public async Task ANameInTheHostHeaderDoesNotHelp(string origin, string name)
    {
        await using var host = await TestHost.StartAsync();

        Assert.Equal(403, (await McpWire.PostAsync(host, Call, ("Origin", origin), ("Host", name))).Status);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task AMessageThatIsTooLargeIsRefused(bool announced)
    {
        await using var host = await TestHost.StartAsync(static o => o.MaxBodyBytes = 1000);
        using var request = TestHost.Request(HttpMethod.Post, "/skills/mcp", Call + new string(' ', 2000), ("Accept", "application/json, text/event-stream"));
        request.Headers.TransferEncodingChunked = !announced;
        using var response = await host.Client.SendAsync(request, TestContext.Current.CancellationToken);
        var answer = new Answer(response, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));

        Assert.Equal((413, "body-too-large"), (answer.Status, answer.Problem));
    }

    [Fact]
    public async Task AMessageMustBeSaidToBeJson()
    {
        await using var host = await TestHost.StartAsync();
        using var request = TestHost.Request(HttpMethod.Post, "/skills/mcp", Call, ("Accept", "application/json, text/event-stream"));
        request.Content!.Headers.ContentType = new("text/plain");
        using var response = await host.Client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(415, (int)response.StatusCode);
    }

    [Fact]
    public async Task TheCallersContextIsTheSameAsOfTheOtherRoutes()
    {
        await using var host = await TestHost.StartAsync(static o => o.Context = static http => new() { UserId = http.Request.Headers["X-User"], CacheMode = CacheMode.Bypass });
        var log = new List<string?>();
        host.Model.Respond((request, _) =>
        {
            log.Add(request.Skill?.Slug);
            return Task.FromResult(Testing.FakeModelClient.Answer("""{"greeting":"Hello"}"""));
        });

        var first = await McpWire.CallAsync(host, """{"name":"greeter","arguments":{"name":"Ada"}}""");
        var second = await McpWire.CallAsync(host, """{"name":"greeter","arguments":{"name":"Ada"}}""");

        Assert.Equal(["greeter", "greeter"], log);
        Assert.All([first[^1], second[^1]], static m => Assert.Equal("off", m.GetProperty("result").GetProperty("_meta").GetProperty("skills/cache").GetString()));
    }

    [Fact]
    public async Task NoLogSaysWhatTheMessagesHold()
    {
        const string Canary = "canary-9c1e-bird";
        var lines = new ConcurrentQueue<string>();
        await using var host = await TestHost.StartAsync(services: (builder, _) => builder.Logging.SetMinimumLevel(LogLevel.Trace).AddProvider(new Lines(lines)));
        host.Model.Reply($$"""{"greeting":"{{Canary}}"}""");

        var answer = await McpWire.CallAsync(host, $$$"""{"name":"greeter","arguments":{"name":"{{{Canary}}}"}}""");
        await McpWire.CallAsync(host, $$$"""{"name":"greeter","arguments":{"{{{Canary}}}":1}}""");

        Assert.Contains(Canary, answer[^1].GetRawText(), StringComparison.Ordinal);
        Assert.Contains(lines, static l => l.StartsWith("ModelContextProtocol", StringComparison.Ordinal));
        Assert.DoesNotContain(lines, static l => l.Contains(Canary, StringComparison.Ordinal));
    }

    private sealed class Lines(ConcurrentQueue<string> lines) : ILoggerProvider
    {
        public ILogger CreateLogger(string categoryName) => new Category(categoryName, lines);

        public void Dispose()
        {
        }

        private sealed class Category(string name, ConcurrentQueue<string> lines) : ILogger
        {
            public IDisposable? BeginScope<TState>(TState state)
                where TState : notnull => null;

            public bool IsEnabled(LogLevel logLevel) => true;

            public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
                lines.Enqueue($"{name} {formatter(state, exception)} {exception}");
        }
    }
}
