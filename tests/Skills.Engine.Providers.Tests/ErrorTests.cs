using System.Net;
using Skills.Engine.Testing;

namespace Skills.Engine.Providers.Tests;

public sealed class ErrorTests
{
    private static readonly ModelErrorKind[] OnTheWire =
    [
        ModelErrorKind.RateLimit, ModelErrorKind.Quota, ModelErrorKind.Overloaded, ModelErrorKind.ServerError, ModelErrorKind.Auth,
        ModelErrorKind.Permission, ModelErrorKind.NotFound, ModelErrorKind.ContextWindow, ModelErrorKind.ContentPolicy, ModelErrorKind.InvalidRequest,
    ];

    public static TheoryData<string> Providers => ProviderCase.Names;

    public static TheoryData<string, ModelErrorKind> Shapes
    {
        get
        {
            var all = new TheoryData<string, ModelErrorKind>();
            foreach (var provider in ProviderCase.All)
            {
                foreach (var kind in OnTheWire)
                {
                    // Ollama has neither codes nor a content policy.
                    if ((provider.Name, kind) is not ("ollama", ModelErrorKind.ContentPolicy))
                    {
                        all.Add(provider.Name, kind);
                    }
                }
            }

            return all;
        }
    }

    [Theory, MemberData(nameof(Shapes))]
    public async Task EachClassIsKnownByItsOwnShape(string name, ModelErrorKind kind)
    {
        await using var server = await LoopbackProviderServer.StartAsync(cancellationToken: Token);
        server.Respond(_ => LoopbackReply.Fails(kind));
        var provider = ProviderCase.Of(name);
        var client = provider.Client(server);

        var whole = await Assert.ThrowsAsync<ModelException>(() => client.InvokeAsync(provider.Request("my secret prompt"), Token));
        var streamed = await Assert.ThrowsAsync<ModelException>(() => client.ReadAsync(provider.Request("my secret prompt"), Token));

        foreach (var error in (ModelException[])[whole, streamed])
        {
            Assert.Equal(kind, error.Kind);
            Assert.Equal(provider.Provider, error.Provider);
            Assert.Equal(provider.Model, error.Model);
            Assert.NotNull(error.Status);
            Assert.NotNull(error.RequestId);
            Assert.DoesNotContain(Some.Key, error.ToString(), StringComparison.Ordinal);
            Assert.DoesNotContain("secret prompt", error.ToString(), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("anthropic", ModelErrorKind.Overloaded)]
    [InlineData("anthropic", ModelErrorKind.RateLimit)]
    [InlineData("openai", ModelErrorKind.Quota)]
    [InlineData("openai", ModelErrorKind.ServerError)]
    [InlineData("responses", ModelErrorKind.Quota)]
    [InlineData("google", ModelErrorKind.Overloaded)]
    [InlineData("watsonx", ModelErrorKind.ServerError)]
    [InlineData("watsonx", ModelErrorKind.Overloaded)]
    [InlineData("local", ModelErrorKind.Overloaded)]
    [InlineData("ollama", ModelErrorKind.ServerError)]
    public async Task AnErrorWithinAStreamIsThatError(string name, ModelErrorKind kind)
    {
        await using var server = await LoopbackProviderServer.StartAsync(cancellationToken: Token);
        var provider = ProviderCase.Of(name);
        var client = provider.Client(server);
        foreach (var after in (int[])[0, 2])
        {
            server.Enqueue(new LoopbackReply { Text = "Hello, this is the answer", ErrorInStream = kind, ErrorAfterDeltas = after });
            var error = await Assert.ThrowsAsync<ModelException>(() => client.ReadAsync(provider.Request(), Token));
            Assert.Equal(kind, error.Kind);
            Assert.Equal(after == 0 ? null : "Hello, this is t", error.PartialText);
        }
    }

    [Theory]
    [InlineData("anthropic", RetryAfterForm.Seconds, 3)]
    [InlineData("anthropic", RetryAfterForm.Date, 90)]
    [InlineData("openai", RetryAfterForm.Milliseconds, 0.25)]
    [InlineData("openai", RetryAfterForm.Seconds, 0.5)]
    [InlineData("google", RetryAfterForm.Body, 34.4)]
    [InlineData("watsonx", RetryAfterForm.Seconds, 7)]
    [InlineData("local", RetryAfterForm.Seconds, 2)]
    public async Task TheWaitIsReadInEveryForm(string name, RetryAfterForm form, double seconds)
    {
        var time = new TestClock();
        await using var server = await LoopbackProviderServer.StartAsync(time, Token);
        server.Respond(_ => LoopbackReply.Fails(ModelErrorKind.RateLimit, TimeSpan.FromSeconds(seconds)) with { RetryAfterForm = form });
        var provider = ProviderCase.Of(name);

        var error = await Assert.ThrowsAsync<ModelException>(() => provider.Client(server, time).InvokeAsync(provider.Request(), Token));

        Assert.Equal(TimeSpan.FromSeconds(seconds), error.RetryAfter);
    }

    [Theory]
    [InlineData("-5", null)]
    [InlineData("NaN", null)]
    [InlineData("soon", null)]
    [InlineData("Wed, 21 Oct 2015 07:28:00 GMT", null)]
    [InlineData("99999999999", 604800.0)]
    [InlineData("1e400", 604800.0)]
    [InlineData("0", 0.0)]
    public async Task AnAbsurdWaitIsBoundedOrUnsaid(string header, double? seconds)
    {
        await using var server = await LoopbackProviderServer.StartAsync(cancellationToken: Token);
        server.Respond(_ => LoopbackReply.Fails(ModelErrorKind.RateLimit) with { Headers = new Dictionary<string, string> { ["retry-after"] = header } });
        var provider = ProviderCase.Of("openai");

        var error = await Assert.ThrowsAsync<ModelException>(() => provider.Client(server).InvokeAsync(provider.Request(), Token));

        Assert.Equal(seconds is { } known ? TimeSpan.FromSeconds(known) : null, error.RetryAfter);
    }

    [Theory]
    [InlineData("anthropic")]
    [InlineData("openai")]
    [InlineData("watsonx")]
    public async Task LimitsAreReadFromHeadersAndGiveTheWait(string name)
    {
        var time = new TestClock();
        await using var server = await LoopbackProviderServer.StartAsync(time, Token);
        server.Limit(2, TimeSpan.FromSeconds(60));
        var provider = ProviderCase.Of(name);
        var client = provider.Client(server, time);

        Assert.Equal(1, (await client.InvokeAsync(provider.Request(), Token)).RateLimits?.RequestsRemaining);
        Assert.Equal(TimeSpan.FromSeconds(60), (await client.InvokeAsync(provider.Request(), Token)).RateLimits?.RequestsReset);
        var error = await Assert.ThrowsAsync<ModelException>(() => client.InvokeAsync(provider.Request(), Token));
        Assert.Equal(ModelErrorKind.RateLimit, error.Kind);
        Assert.Equal(TimeSpan.FromSeconds(30), error.RetryAfter);

        time.Advance(TimeSpan.FromSeconds(30));
        await client.InvokeAsync(provider.Request(), Token);
    }

    [Theory]
    [InlineData(502, ModelErrorKind.ServerError)]
    [InlineData(503, ModelErrorKind.Overloaded)]
    [InlineData(413, ModelErrorKind.InvalidRequest)]
    [InlineData(404, ModelErrorKind.NotFound)]
    [InlineData(408, ModelErrorKind.ServerError)]
    [InlineData(409, ModelErrorKind.ServerError)]
    [InlineData(418, ModelErrorKind.InvalidRequest)]
    [InlineData(520, ModelErrorKind.ServerError)]
    [InlineData(529, ModelErrorKind.Overloaded)]
    [InlineData(200, ModelErrorKind.Malformed)]
    public async Task AProxysPageIsKnownByItsStatus(int status, ModelErrorKind kind)
    {
        await using var server = await LoopbackProviderServer.StartAsync(cancellationToken: Token);
        server.Respond(_ => LoopbackReply.Html(status));
        foreach (var provider in ProviderCase.All)
        {
            var error = await Assert.ThrowsAsync<ModelException>(() => provider.Client(server).InvokeAsync(provider.Request(), Token));
            Assert.Equal(kind, error.Kind);
            Assert.Equal((HttpStatusCode)status, error.Status);
        }
    }

    [Theory]
    [InlineData("", ModelErrorKind.Malformed)]
    [InlineData("null", ModelErrorKind.Malformed)]
    [InlineData("[]", ModelErrorKind.Malformed)]
    [InlineData("42", ModelErrorKind.Malformed)]
    [InlineData("{}", ModelErrorKind.Malformed)]
    [InlineData("{\"choices\":[]}", ModelErrorKind.Malformed)]
    [InlineData("{\"choices\":[{}]}", ModelErrorKind.Malformed)]
    [InlineData("{\"choices\":\"x\",\"content\":3,\"candidates\":{}}", ModelErrorKind.Malformed)]
    [InlineData("{\"choices\":[{\"message\":{\"content\":\"Hel", ModelErrorKind.Truncated)]
    [InlineData("{\"content\":[{\"type\":\"text\",\"text\":\"Hel", ModelErrorKind.Truncated)]
    [InlineData("{]", ModelErrorKind.Malformed)]
    public async Task WhatIsNoReplyIsNeverASuccess(string body, ModelErrorKind kind)
    {
        await using var server = await LoopbackProviderServer.StartAsync(cancellationToken: Token);
        server.Respond(_ => new() { Body = System.Text.Encoding.UTF8.GetBytes(body) });
        foreach (var provider in ProviderCase.All)
        {
            var error = await Assert.ThrowsAsync<ModelException>(() => provider.Client(server).InvokeAsync(provider.Request(), Token));
            Assert.Equal(kind, error.Kind);
        }
    }

    [Fact]
    public async Task DeepNestingIsMalformedAndNoCrash()
    {
        await using var server = await LoopbackProviderServer.StartAsync(cancellationToken: Token);
        server.Respond(_ => new() { Body = System.Text.Encoding.UTF8.GetBytes(new string('[', 100_000)) });
        foreach (var provider in ProviderCase.All)
        {
            var error = await Assert.ThrowsAsync<ModelException>(() => provider.Client(server).InvokeAsync(provider.Request(), Token));
            Assert.Equal(ModelErrorKind.Malformed, error.Kind);
        }
    }

    [Fact]
    public async Task InvalidUtf8IsMalformed()
    {
        await using var server = await LoopbackProviderServer.StartAsync(cancellationToken: Token);
        byte[] body = [.. "{\"choices\":[{\"message\":{\"content\":\""u8, 0xC3, 0x28, 0xFF, .. "\"},\"finish_reason\":\"stop\"}]}"u8];
        server.Respond(_ => new() { Body = body });
        var provider = ProviderCase.Of("openai");

        var error = await Assert.ThrowsAsync<ModelException>(() => provider.Client(server).InvokeAsync(provider.Request(), Token));

        Assert.Equal(ModelErrorKind.Malformed, error.Kind);
    }

    [Fact]
    public async Task InvalidUtf8InAnErrorLeavesTheStatusToTell()
    {
        await using var server = await LoopbackProviderServer.StartAsync(cancellationToken: Token);
        byte[] body = [.. "{\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\""u8, 0xFF, 0xFE, .. "\"}}"u8];
        server.Respond(_ => new() { Status = 529, Body = body });
        foreach (var provider in ProviderCase.All)
        {
            var error = await Assert.ThrowsAsync<ModelException>(() => provider.Client(server).InvokeAsync(provider.Request(), Token));
            Assert.Equal(ModelErrorKind.Overloaded, error.Kind);
        }
    }

    [Fact]
    public async Task AToolCallCutInItsInputIsTruncated()
    {
        const string Events = """
            data: {"type":"message_start","message":{"id":"msg_1","model":"m","usage":{"input_tokens":1}}}

            data: {"type":"content_block_start","index":0,"content_block":{"type":"tool_use","id":"t","name":"weather","input":{}}}

            data: {"type":"content_block_delta","index":0,"delta":{"type":"input_json_delta","partial_json":"{\"city\":"}}


            """;
        await using var server = await LoopbackProviderServer.StartAsync(cancellationToken: Token);
        server.Respond(_ => new()
        {
            Body = System.Text.Encoding.UTF8.GetBytes(Events),
            Headers = new Dictionary<string, string> { ["Content-Type"] = "text/event-stream" },
        });
        var provider = ProviderCase.Of("anthropic");

        Assert.Equal("Truncated", await OutcomeAsync(() => provider.Client(server).ReadAsync(provider.Request(), Token)));
    }

    [Fact]
    public async Task ALoneSurrogateIsKept()
    {
        await using var server = await LoopbackProviderServer.StartAsync(cancellationToken: Token);
        server.Respond(_ => new() { Body = "{\"choices\":[{\"message\":{\"content\":\"a\\ud83d\\n\\\"b\"},\"finish_reason\":\"stop\"}]}"u8.ToArray() });
        var provider = ProviderCase.Of("openai");

        Assert.Equal("a\ud83d\n\"b", (await provider.Client(server).InvokeAsync(provider.Request(), Token)).Text);
    }

    [Theory]
    [InlineData("openai", """{"error":{"message":"x","type":"tokens","param":null,"code":"rate_limit_exceeded"}}""", 429, ModelErrorKind.RateLimit)]
    [InlineData("openai", """{"error":{"message":"x","type":"rate_limit_error","code":"slow_down"}}""", 429, ModelErrorKind.RateLimit)]
    [InlineData("openai", """{"error":{"message":"x","type":"invalid_request_error","code":"credit_balance_exhausted"}}""", 429, ModelErrorKind.Quota)]
    [InlineData("openai", """{"error":{"message":"x","type":"tokens","code":"rate_limit_exceeded"}}""", 413, ModelErrorKind.RateLimit)]
    [InlineData("openai", """{"error":{"message":"x","type":"invalid_request_error","param":"max_tokens","code":"unsupported_parameter"}}""", 400, ModelErrorKind.InvalidRequest)]
    [InlineData("openai", """{"error":{"message":"Your prompt says context window","type":"invalid_request_error","code":"invalid_api_key"}}""", 401, ModelErrorKind.Auth)]
    [InlineData("openai", """{"error":{"message":"x","code":"content_filter","innererror":{}}}""", 400, ModelErrorKind.ContentPolicy)]
    [InlineData("local", """{"object":"error","message":"This model's maximum context length is 4096 tokens.","type":"BadRequestError","param":null,"code":400}""", 400, ModelErrorKind.ContextWindow)]
    [InlineData("local", """{"object":"error","message":"nope","type":"BadRequestError","param":null,"code":400}""", 400, ModelErrorKind.InvalidRequest)]
    [InlineData("local", """{"error":{"code":503,"message":"Loading model","type":"unavailable_error"}}""", 503, ModelErrorKind.Overloaded)]
    [InlineData("local", """{"error":{"code":400,"message":"x","type":"exceed_context_size_error"}}""", 400, ModelErrorKind.ContextWindow)]
    [InlineData("anthropic", """{"type":"error","error":{"type":"billing_error","message":"x"}}""", 402, ModelErrorKind.Quota)]
    [InlineData("anthropic", """{"type":"error","error":{"type":"invalid_request_error","message":"You have reached your specified API usage limits. You will regain access on 2026-12-01."}}""", 400, ModelErrorKind.Quota)]
    [InlineData("anthropic", """{"type":"error","error":{"type":"request_too_large","message":"x"}}""", 413, ModelErrorKind.InvalidRequest)]
    [InlineData("anthropic", """{"type":"error","error":{"type":"timeout_error","message":"x"}}""", 504, ModelErrorKind.ServerError)]
    [InlineData("google", """[{"error":{"code":429,"message":"x","status":"RESOURCE_EXHAUSTED","details":[]}}]""", 429, ModelErrorKind.RateLimit)]
    [InlineData("google", """{"error":{"code":504,"message":"x","status":"DEADLINE_EXCEEDED"}}""", 504, ModelErrorKind.ServerError)]
    [InlineData("google", """{"error":{"code":400,"message":"User location is not supported.","status":"FAILED_PRECONDITION"}}""", 400, ModelErrorKind.Permission)]
    [InlineData("google", """{"error":{"code":499,"message":"x","status":"CANCELLED"}}""", 499, ModelErrorKind.Canceled)]
    [InlineData("watsonx", """{"errors":[],"trace":"t","status_code":520}""", 520, ModelErrorKind.ServerError)]
    [InlineData("ollama", """{"error":"model requires more system memory"}""", 500, ModelErrorKind.ServerError)]
    public async Task CodesDecideBeforeStatusAndSentence(string name, string body, int status, ModelErrorKind kind)
    {
        await using var server = await LoopbackProviderServer.StartAsync(cancellationToken: Token);
        server.Respond(_ => new() { Status = status, Body = System.Text.Encoding.UTF8.GetBytes(body) });
        var provider = ProviderCase.Of(name);

        var error = await Assert.ThrowsAsync<ModelException>(() => provider.Client(server).InvokeAsync(provider.Request(), Token));

        Assert.Equal(kind, error.Kind);
    }

    [Fact]
    public async Task AKeyEchoedByAProviderIsMasked()
    {
        await using var server = await LoopbackProviderServer.StartAsync(cancellationToken: Token);
        server.Respond(_ => LoopbackReply.Fails(ModelErrorKind.Auth) with { ErrorMessage = $"Incorrect API key provided: {Some.Key}." });
        foreach (var provider in ProviderCase.All)
        {
            var error = await Assert.ThrowsAsync<ModelException>(() => provider.Client(server).InvokeAsync(provider.Request(), Token));
            Assert.DoesNotContain(Some.Key, error.ToString(), StringComparison.Ordinal);
            if (provider.Provider is not ("local" or "bedrock" or "vertex"))
            {
                Assert.Contains("***", error.ProviderMessage, StringComparison.Ordinal);
                Assert.Contains("ApiKey", error.Message, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public async Task ARedirectIsNotFollowedWithTheKey()
    {
        await using var server = await LoopbackProviderServer.StartAsync(cancellationToken: Token);
        server.Respond(_ => new() { Status = 307, Headers = new Dictionary<string, string> { ["Location"] = server.AnthropicUrl + "/elsewhere/messages" } });
        var provider = ProviderCase.Of("anthropic");

        var error = await Assert.ThrowsAsync<ModelException>(() => provider.Client(server).InvokeAsync(provider.Request(), Token));

        Assert.Equal(ModelErrorKind.InvalidRequest, error.Kind);
        Assert.Contains("BaseUrl", error.Message, StringComparison.Ordinal);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task AServerThatIsNotThereIsANetworkError()
    {
        var server = await LoopbackProviderServer.StartAsync(cancellationToken: Token);
        var provider = ProviderCase.Of("openai");
        var client = provider.Client(server);
        await server.DisposeAsync();

        var error = await Assert.ThrowsAsync<ModelException>(() => client.InvokeAsync(provider.Request(), Token));

        Assert.Equal(ModelErrorKind.Network, error.Kind);
    }

    [Theory, MemberData(nameof(Providers))]
    public async Task ASecondMessageWithinTheFirstIsNotTheAnswer(string name)
    {
        // A repeated first event is harmless; for Anthropic another message is not. Google may go on after a finish reason, and then has to send another.
        await using var server = await LoopbackProviderServer.StartAsync(cancellationToken: Token);
        server.Respond(_ => new() { Text = "Hello, world", DuplicateStart = true, LateEvents = true });
        var provider = ProviderCase.Of(name);

        var outcome = await OutcomeAsync(() => provider.Client(server).ReadAsync(provider.Request(), Token));

        if (name is "google" or "vertex")
        {
            Assert.Equal("Truncated", outcome);
            return;
        }

        Assert.True(outcome is "Hello, world" or "Malformed", outcome);
    }

    [Fact]
    public async Task AnotherMessageSplicedIntoTheStreamIsMalformed()
    {
        const string Events = """
            data: {"type":"message_start","message":{"id":"msg_1","model":"m","usage":{"input_tokens":1}}}

            data: {"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}

            data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Hel"}}

            data: {"type":"message_start","message":{"id":"msg_2","model":"m","usage":{"input_tokens":1}}}


            """;
        await using var server = await LoopbackProviderServer.StartAsync(cancellationToken: Token);
        server.Respond(_ => new()
        {
            Body = System.Text.Encoding.UTF8.GetBytes(Events),
            Headers = new Dictionary<string, string> { ["Content-Type"] = "text/event-stream" },
        });
        var provider = ProviderCase.Of("anthropic");

        Assert.Equal("Malformed", await OutcomeAsync(() => provider.Client(server).ReadAsync(provider.Request(), Token)));
    }

    private static async Task<string> OutcomeAsync(Func<Task<(string Text, ModelReply Reply)>> read)
    {
        try
        {
            return (await read()).Reply.Text;
        }
        catch (ModelException e)
        {
            return e.Kind.ToString();
        }
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;
}
