using Skills.Engine.Testing;

namespace Skills.Engine.Providers.Tests;

public sealed class ReplyTests
{
    private const string Greeting = """{"greeting":"Hello – and more than eight characters, with \"quotes\" and 😀"}""";

    public static TheoryData<string> Providers => ProviderCase.Names;

    [Theory, MemberData(nameof(Providers))]
    public async Task APlainTextComesBackWholeAndStreamed(string name)
    {
        await using var server = await LoopbackProviderServer.StartAsync(cancellationToken: Token);
        server.Reply("Hello, 😀 world: grüße an alle.\nSecond line.");
        var provider = ProviderCase.Of(name);
        var client = provider.Client(server);

        var whole = await client.InvokeAsync(provider.Request(), Token);
        var (text, streamed) = await client.ReadAsync(provider.Request(), Token);

        Assert.Equal("Hello, 😀 world: grüße an alle.\nSecond line.", whole.Text);
        Assert.Equal(whole.Text, text);
        Assert.Equal(whole.Text, streamed.Text);
        Assert.Equal(new TokenUsage { InputUncached = 12, OutputVisible = 7 }, whole.Usage);
        Assert.Equal(whole.Usage, streamed.Usage);
        Assert.Equal(StopReason.Completed, whole.StopReason);
        Assert.Equal(StopReason.Completed, streamed.StopReason);
        Assert.Equal(SchemaMode.None, whole.SchemaMode);
        Assert.Equal(name == "bedrock" ? null : provider.Model, whole.ModelName);
        Assert.NotNull(whole.RequestId);
        Assert.NotNull(streamed.TimeToFirstToken);
        Assert.Null(whole.TimeToFirstToken);
    }

    [Theory, MemberData(nameof(Providers))]
    public async Task ASchemaIsAskedForNatively(string name)
    {
        await using var server = await LoopbackProviderServer.StartAsync(cancellationToken: Token);
        server.Reply(Greeting);
        var provider = ProviderCase.Of(name);
        var client = provider.Client(server);
        var request = provider.Request() with { Output = new("greeting", Some.Schema) };

        var whole = await client.InvokeAsync(request, Token);
        var (text, streamed) = await client.ReadAsync(request, Token);

        Assert.Equal(Greeting, whole.Text);
        Assert.Equal(Greeting, text);
        Assert.Equal(Greeting, streamed.Text);
        Assert.Equal(SchemaMode.Native, whole.SchemaMode);
        Assert.Contains("greeting", System.Text.Encoding.UTF8.GetString(server.Requests[^1].Body.Span), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("anthropic")]
    [InlineData("openai")]
    [InlineData("responses")]
    [InlineData("google")]
    [InlineData("watsonx")]
    public async Task AModelWithoutStructuredOutputIsMadeToCallATool(string name)
    {
        await using var server = await LoopbackProviderServer.StartAsync(cancellationToken: Token);
        server.Reply(Greeting);
        var provider = ProviderCase.Of(name);
        var client = provider.Client(server);
        var request = provider.Request() with
        {
            Model = Some.Model(provider.Model, provider.Provider, ModelCapabilities.Tools),
            Output = new("greeting", Some.Schema),
        };

        var whole = await client.InvokeAsync(request, Token);
        var (text, streamed) = await client.ReadAsync(request, Token);

        Assert.Equal(SchemaMode.Tool, whole.SchemaMode);
        Assert.Equal(Greeting, whole.Text);
        Assert.Equal(Greeting, text);
        Assert.Equal(Greeting, streamed.Text);
        Assert.Equal(StopReason.Completed, whole.StopReason);
        Assert.Equal(StopReason.Completed, streamed.StopReason);
        Assert.Null(whole.ToolCalls);
    }

    [Theory]
    [InlineData("anthropic", true)]
    [InlineData("openai", true)]
    [InlineData("responses", true)]
    [InlineData("google", true)]
    [InlineData("watsonx", false)]
    [InlineData("ollama", false)]
    public async Task UsageKeepsItsParts(string name, bool hasParts)
    {
        var usage = name switch
        {
            "anthropic" => new TokenUsage { InputUncached = 100, CacheRead = 40, CacheWrite5m = 20, CacheWrite1h = 10, OutputVisible = 30, Reasoning = 60 },
            "google" => new TokenUsage { InputUncached = 100, CacheRead = 40, OutputVisible = 30, Reasoning = 60 },
            _ when hasParts => new TokenUsage { InputUncached = 100, CacheRead = 40, CacheWrite5m = 20, OutputVisible = 30, Reasoning = 60 },
            _ => new TokenUsage { InputUncached = 100, OutputVisible = 30 },
        };
        await using var server = await LoopbackProviderServer.StartAsync(cancellationToken: Token);
        server.Respond(_ => new() { Text = "Hello", Usage = usage });
        var provider = ProviderCase.Of(name);
        var client = provider.Client(server);

        var whole = (await client.InvokeAsync(provider.Request(), Token)).Usage!;
        var streamed = (await client.ReadAsync(provider.Request(), Token)).Reply.Usage!;

        Assert.Equal(usage, whole);
        Assert.Equal(usage, streamed);
        Assert.Equal(usage.InputTotal, whole.InputTotal);
    }

    [Theory, MemberData(nameof(Providers))]
    public async Task UsageThatIsNotReportedIsUnknown(string name)
    {
        await using var server = await LoopbackProviderServer.StartAsync(cancellationToken: Token);
        server.Respond(_ => new() { Text = "Hello", Usage = null });
        var provider = ProviderCase.Of(name);
        var client = provider.Client(server);

        Assert.Null((await client.InvokeAsync(provider.Request(), Token)).Usage);
        Assert.Null((await client.ReadAsync(provider.Request(), Token)).Reply.Usage);
    }

    [Theory]
    [InlineData("anthropic", """{"input_tokens":-1,"output_tokens":-7}""")]
    [InlineData("anthropic", """{"input_tokens":"many","output_tokens":1.5}""")]
    [InlineData("anthropic", "\"none\"")]
    [InlineData("openai", """{"prompt_tokens":-1,"completion_tokens":-2,"total_tokens":-3}""")]
    [InlineData("openai", """{"prompt_tokens":1e300,"completion_tokens":null}""")]
    [InlineData("openai", "[]")]
    [InlineData("google", """{"promptTokenCount":-5}""")]
    [InlineData("watsonx", """{"prompt_tokens":99999999999999999999}""")]
    [InlineData("ollama", """{"prompt_eval_count":-1,"eval_count":"x"}""")]
    [InlineData("responses", """{"input_tokens":-1}""")]
    public async Task AbsurdUsageIsUnknown(string name, string usage)
    {
        await using var server = await LoopbackProviderServer.StartAsync(cancellationToken: Token);
        server.Respond(_ => new() { Text = "Hello", RawUsage = usage });
        var provider = ProviderCase.Of(name);
        var client = provider.Client(server);

        Assert.Null((await client.InvokeAsync(provider.Request(), Token)).Usage);
        Assert.Null((await client.ReadAsync(provider.Request(), Token)).Reply.Usage);
    }

    [Fact]
    public async Task PartsLargerThanTheWholeAreNotBelieved()
    {
        await using var server = await LoopbackProviderServer.StartAsync(cancellationToken: Token);
        server.Respond(_ => new()
        {
            RawUsage = """{"prompt_tokens":10,"completion_tokens":5,"prompt_tokens_details":{"cached_tokens":50},"completion_tokens_details":{"reasoning_tokens":9}}""",
        });
        var provider = ProviderCase.Of("openai");

        var usage = (await provider.Client(server).InvokeAsync(provider.Request(), Token)).Usage;

        Assert.Equal(new TokenUsage { InputUncached = 10, OutputVisible = 5 }, usage);
    }

    [Theory]
    [InlineData("anthropic", StopReason.MaxTokens)]
    [InlineData("anthropic", StopReason.StopSequence)]
    [InlineData("anthropic", StopReason.Refusal)]
    [InlineData("anthropic", StopReason.ContextWindow)]
    [InlineData("openai", StopReason.MaxTokens)]
    [InlineData("openai", StopReason.Refusal)]
    [InlineData("openai", StopReason.ContentFilter)]
    [InlineData("responses", StopReason.MaxTokens)]
    [InlineData("responses", StopReason.Refusal)]
    [InlineData("responses", StopReason.ContentFilter)]
    [InlineData("google", StopReason.MaxTokens)]
    [InlineData("google", StopReason.ContentFilter)]
    [InlineData("watsonx", StopReason.MaxTokens)]
    [InlineData("local", StopReason.MaxTokens)]
    [InlineData("ollama", StopReason.MaxTokens)]
    public async Task TheReasonToStopIsKept(string name, StopReason reason)
    {
        await using var server = await LoopbackProviderServer.StartAsync(cancellationToken: Token);
        server.Respond(_ => new() { Text = "I would rather", StopReason = reason });
        var provider = ProviderCase.Of(name);
        var client = provider.Client(server);

        Assert.Equal(reason, (await client.InvokeAsync(provider.Request(), Token)).StopReason);
        Assert.Equal(reason, (await client.ReadAsync(provider.Request(), Token)).Reply.StopReason);
    }

    [Theory]
    [InlineData("anthropic")]
    [InlineData("openai")]
    [InlineData("google")]
    [InlineData("local")]
    [InlineData("ollama")]
    public async Task ReasoningIsKeptApartFromTheAnswer(string name)
    {
        await using var server = await LoopbackProviderServer.StartAsync(cancellationToken: Token);
        server.Respond(_ => new() { Text = "42", Reasoning = "Six times seven." });
        var provider = ProviderCase.Of(name);
        var client = provider.Client(server);

        var whole = await client.InvokeAsync(provider.Request(), Token);
        var (text, streamed) = await client.ReadAsync(provider.Request(), Token);

        Assert.Equal(("42", "Six times seven."), (whole.Text, whole.ReasoningText));
        Assert.Equal(("42", "42", "Six times seven."), (text, streamed.Text, streamed.ReasoningText));
    }

    [Theory, MemberData(nameof(Providers))]
    public async Task BytesMayBeSplitAnywhere(string name)
    {
        await using var server = await LoopbackProviderServer.StartAsync(cancellationToken: Token);
        var provider = ProviderCase.Of(name);
        var client = provider.Client(server);
        foreach (var size in (int[])[1, 2, 3, 7])
        {
            server.Enqueue(new LoopbackReply { Text = Greeting, ChunkSize = size, DeltaSize = 11 });
            var (text, reply) = await client.ReadAsync(provider.Request(), Token);
            Assert.Equal(Greeting, text);
            Assert.Equal(Greeting, reply.Text);
        }
    }

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    [InlineData("\r")]
    public async Task EveryLineEndOfEventStreamsIsTaken(string end)
    {
        string[] lines =
        [
            "\uFEFF: comment", "",
            "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Hel\"}}]}", "",
            "event: whatever", "id: 7", "retry: 10", "data:{\"choices\":[{\"index\":0,", "data: \"delta\":{\"content\":\"lo\"}}]}", "",
            "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}", "",
            "data: [DONE]", "", "",
        ];
        await using var server = await LoopbackProviderServer.StartAsync(cancellationToken: Token);
        var provider = ProviderCase.Of("openai");
        var client = provider.Client(server);
        foreach (var size in (int[])[0, 1, 5])
        {
            server.Enqueue(new LoopbackReply
            {
                Body = System.Text.Encoding.UTF8.GetBytes(string.Join(end, lines)),
                Headers = new Dictionary<string, string> { ["Content-Type"] = "text/event-stream; charset=utf-8" },
                ChunkSize = size,
            });
            Assert.Equal("Hello", (await client.ReadAsync(provider.Request(), Token)).Text);
        }
    }

    [Fact]
    public async Task AnAnswerThatIsNotStreamedThoughAskedForIsTaken()
    {
        await using var server = await LoopbackProviderServer.StartAsync(cancellationToken: Token);
        server.Respond(_ => new()
        {
            Body = """{"choices":[{"message":{"content":"Hello"},"finish_reason":"stop"}]}"""u8.ToArray(),
        });
        var provider = ProviderCase.Of("local");

        var (text, reply) = await provider.Client(server).ReadAsync(provider.Request(), Token);

        Assert.Equal("Hello", text);
        Assert.Equal("Hello", reply.Text);
    }

    [Fact]
    public async Task ToolCallsArePassedOn()
    {
        var tools = Some.Json("""[{"type":"function","function":{"name":"weather","parameters":{"type":"object"}}}]""");
        await using var server = await LoopbackProviderServer.StartAsync(cancellationToken: Token);
        server.Respond(_ => new()
        {
            Body = """{"choices":[{"message":{"content":null,"tool_calls":[{"id":"1","type":"function","function":{"name":"weather","arguments":"{}"}}]},"finish_reason":"tool_calls"}]}"""u8.ToArray(),
        });
        var provider = ProviderCase.Of("openai");

        var reply = await provider.Client(server).InvokeAsync(provider.Request() with { Tools = tools }, Token);

        Assert.Equal(StopReason.ToolUse, reply.StopReason);
        Assert.Equal("weather", reply.ToolCalls!.Value[0].GetProperty("function").GetProperty("name").GetString());
        Assert.True(System.Text.Json.JsonElement.DeepEquals(tools, server.Requests[0].Json.GetProperty("tools")));
    }

    [Theory, MemberData(nameof(Providers))]
    public async Task ABodyOfTenMegabytesIsRead(string name)
    {
        await using var server = await LoopbackProviderServer.StartAsync(cancellationToken: Token);
        server.Respond(_ => new() { Text = "Hello", Padding = 10 * 1024 * 1024 });
        var provider = ProviderCase.Of(name);
        var client = provider.Client(server);

        Assert.Equal("Hello", (await client.InvokeAsync(provider.Request(), Token)).Text);
        Assert.Equal("Hello", (await client.ReadAsync(provider.Request(), Token)).Text);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task AnAnswerBeyondTheLimitIsRefused(bool stream)
    {
        await using var server = await LoopbackProviderServer.StartAsync(cancellationToken: Token);
        server.Respond(_ => new() { Text = "Hello, and on and on", Endless = true });
        var client = Some.Client(b => b.AddLocal(o => (o.BaseUrl, o.MaxResponseBytes) = (server.LocalUrl, 100_000)));
        var request = ProviderCase.Of("local").Request();

        var error = await Assert.ThrowsAsync<ModelException>(() => stream ? client.ReadAsync(request, Token) : client.InvokeAsync(request, Token));

        Assert.Equal(ModelErrorKind.Malformed, error.Kind);
        Assert.Contains("MaxResponseBytes", error.Message, StringComparison.Ordinal);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;
}
