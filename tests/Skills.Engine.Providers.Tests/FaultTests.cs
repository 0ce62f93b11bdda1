using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Skills.Engine.Testing;

namespace Skills.Engine.Providers.Tests;

/// <summary>Faults that were found in use, each as a table of its kind, through the whole engine where it has a share.</summary>
public sealed class FaultTests
{
    private const string Answer = """{"greeting":"Hello"}""";

    private static readonly Skill Greeting = new()
    {
        Id = "greeting",
        Name = "Greeting",
        PromptTemplate = "Greet.",
        OutputSchema = Some.Schema,
        Cache = new() { Enabled = false },
    };

    [Theory]
    [InlineData("anthropic", """{"content":[{"type":"tool_use","id":"t","name":"look_up","input":{"q":"x"}}],"stop_reason":"tool_use"}""")]
    [InlineData("openai", """{"choices":[{"message":{"content":null,"tool_calls":[{"id":"t","type":"function","function":{"name":"look_up","arguments":"{\"q\":\"x\"}"}}]},"finish_reason":"tool_calls"}]}""")]
    [InlineData("google", """{"candidates":[{"content":{"parts":[{"functionCall":{"name":"look_up","args":{"q":"x"}}}]},"finishReason":"STOP"}]}""")]
    public async Task ToolCallsReachTheHostAndAreNotAskedForAgain(string name, string body)
    {
        await using var server = await LoopbackProviderServer.StartAsync(cancellationToken: Token);
        server.Respond(_ => new() { Body = Encoding.UTF8.GetBytes(body) });
        var provider = ProviderCase.Of(name);
        await using var engine = SkillsEngine.Create(b => provider.Add(b, server));
        var tools = Some.Json("""[{"name":"look_up","input_schema":{"type":"object"}}]""");

        var result = await engine.ExecuteAsync(Greeting, new { }, new() { Model = $"{provider.Provider}/{provider.Model}", Tools = tools }, Token);

        Assert.Equal((ExecutionStatus.Failed, "output.tool_calls"), (result.Status, result.Errors[0].Code));
        Assert.Contains("look_up", result.ToolCalls!.Value.GetRawText(), StringComparison.Ordinal);
        Assert.Single(server.Requests);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \n")]
    public async Task AfterAnEmptyAnswerAnotherModelIsAsked(string empty)
    {
        await using var server = await LoopbackProviderServer.StartAsync(cancellationToken: Token);
        server.Respond(r => LoopbackReply.Of(r.Model == "gpt-4.1" ? empty : Answer));

        var result = await ExecuteAsync(server, Greeting with { ModelPreferences = new() { PreferredModels = ["gpt-4.1", "gpt-4.1-mini"] } });

        Assert.Equal(("gpt-4.1-mini", ExecutionStatus.Success), (result.ModelId, result.Status));
        Assert.Equal(["gpt-4.1", "gpt-4.1-mini"], server.Requests.Select(static r => r.Model));
    }

    [Theory]
    [InlineData("messages", true)]
    [InlineData("temperature", true)]
    [InlineData(null, false)]
    public async Task AParameterThatOneModelRefusesIsTakenToTheNext(string? parameter, bool moves)
    {
        await using var server = await LoopbackProviderServer.StartAsync(cancellationToken: Token);
        var refusal = new LoopbackReply
        {
            Status = 400,
            Body = Encoding.UTF8.GetBytes($$$"""{"error":{"message":"Not with this model.","type":"invalid_request_error","param":{{{JsonSerializer.Serialize(parameter)}}},"code":"unsupported_value"}}"""),
        };
        server.Respond(r => r.Model == "gpt-4.1" ? refusal : LoopbackReply.Of(Answer));

        var result = await ExecuteAsync(server, Greeting with { ModelPreferences = new() { PreferredModels = ["gpt-4.1", "gpt-4.1-mini"], Temperature = 0.5 } });

        Assert.Equal(moves ? ExecutionStatus.Success : ExecutionStatus.Failed, result.Status);
        Assert.Equal(moves, server.Requests.Any(static r => r.Model == "gpt-4.1-mini"));
    }

    [Theory]
    [InlineData("gpt-5", null, 20480)]
    [InlineData("gpt-5", 1000, 1000)]
    [InlineData("gpt-4.1", null, 4096)]
    public async Task AModelThatReasonsUnaskedGetsRoomForIt(string model, int? stated, int sent)
    {
        await using var server = await LoopbackProviderServer.StartAsync(cancellationToken: Token);
        server.Reply(Answer);

        await ExecuteAsync(server, Greeting with { ModelPreferences = new() { PreferredModels = [model], MaxOutputTokens = stated } }, model);

        Assert.Equal(sent, server.Requests[0].Json.GetProperty("max_completion_tokens").GetInt32());
    }

    [Fact]
    public async Task ThinkingThatTookTheWholeLimitGetsMoreThanDouble()
    {
        await using var server = await LoopbackProviderServer.StartAsync(cancellationToken: Token);
        server.Enqueue(new LoopbackReply { Text = "", StopReason = StopReason.MaxTokens, Usage = new() { InputUncached = 9, OutputVisible = 0, Reasoning = 1000 } }, LoopbackReply.Of(Answer));

        var result = await ExecuteAsync(server, Greeting with { ModelPreferences = new() { MaxOutputTokens = 1000 } }, "gpt-5");

        Assert.Equal(ExecutionStatus.Success, result.Status);
        Assert.Equal(5000, server.Requests[1].Json.GetProperty("max_completion_tokens").GetInt32());
    }

    [Theory]
    [InlineData("""{"detail":[{"type":"extra_forbidden","loc":["body","max_completion_tokens"],"msg":"Extra inputs are not permitted"}]}""")]
    [InlineData("""{"object":"error","message":{"detail":[{"type":"extra_forbidden","loc":["body","max_completion_tokens"],"msg":"Extra inputs are not permitted"}]}}""")]
    public async Task ALimitThatA422RefusesIsSentUnderItsOtherNameAndStaysSo(string refusal)
    {
        await using var server = await LoopbackProviderServer.StartAsync(cancellationToken: Token);
        server.Respond(r => r.Json.TryGetProperty("max_completion_tokens", out _) ? new() { Status = 422, Body = Encoding.UTF8.GetBytes(refusal) } : LoopbackReply.Of("ok"));
        var client = ProviderCase.Of("openai").Client(server);
        var request = ProviderCase.Of("openai").Request() with { Options = new() { MaxOutputTokens = 77 } };

        Assert.Equal("ok", (await client.InvokeAsync(request, Token)).Text);
        Assert.Equal("ok", (await client.InvokeAsync(request, Token)).Text);

        Assert.Equal(3, server.Requests.Count);
        Assert.Equal(77, server.Requests[^1].Json.GetProperty("max_tokens").GetInt32());
    }

    [Theory]
    [InlineData(10000, 4096, 14096)]
    [InlineData(10000, 20000, 20000)]
    public async Task AThinkingBudgetRaisesTheLimitAndLeavesSamplingOut(int budget, int wanted, int sent)
    {
        await using var server = await LoopbackProviderServer.StartAsync(cancellationToken: Token);
        var request = Some.Request(Some.Model("claude-haiku-4-5", "anthropic") with { MaxOutputTokens = 64000 }) with
        {
            Options = new() { Temperature = 0.2, MaxOutputTokens = wanted },
            ProviderOptions = Some.Json($$$"""{"thinking":{"type":"enabled","budget_tokens":{{{budget}}}}}"""),
        };

        var reply = await ProviderCase.Of("anthropic").Client(server).InvokeAsync(request, Token);

        var body = server.Requests[0].Json;
        Assert.Equal((sent, false), (body.GetProperty("max_tokens").GetInt32(), body.TryGetProperty("temperature", out _)));
        Assert.Contains(reply.Warnings, static w => w.Contains("temperature", StringComparison.Ordinal));
    }

    [Fact]
    public async Task AThinkingModelIsOfferedTheToolAndNotForced()
    {
        await using var server = await LoopbackProviderServer.StartAsync(cancellationToken: Token);
        var request = Some.Request(Some.Model("claude-haiku-4-5", "anthropic", ModelCapabilities.Tools)) with
        {
            Output = new("greeting", Some.Schema),
            ProviderOptions = Some.Json("""{"thinking":{"type":"enabled","budget_tokens":2000}}"""),
        };

        var reply = await ProviderCase.Of("anthropic").Client(server).InvokeAsync(request, Token);

        Assert.Equal("auto", server.Requests[0].Json.GetProperty("tool_choice").GetProperty("type").GetString());
        Assert.Contains(reply.Warnings, static w => w.Contains("offered", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("openai", CostKind.Exact, """{"choices":[{"message":{"content":"{\"greeting\":\"x\"}"},"finish_reason":"stop"}],"usage":{"prompt_tokens":10,"completion_tokens":5},"service_tier":"default"}""")]
    [InlineData("openai", CostKind.Estimated, """{"choices":[{"message":{"content":"{\"greeting\":\"x\"}"},"finish_reason":"stop"}],"usage":{"prompt_tokens":10,"completion_tokens":5},"service_tier":"flex"}""")]
    [InlineData("openai", CostKind.AtLeast, """{"choices":[{"message":{"content":"{\"greeting\":\"x\"}"},"finish_reason":"stop"}],"usage":{"prompt_tokens":10,"completion_tokens":5},"service_tier":"priority"}""")]
    [InlineData("anthropic", CostKind.Exact, """{"content":[{"type":"text","text":"{\"greeting\":\"x\"}"}],"stop_reason":"end_turn","usage":{"input_tokens":10,"output_tokens":5,"server_tool_use":{"web_search_requests":5}}}""")]
    [InlineData("anthropic", CostKind.AtLeast, """{"content":[{"type":"text","text":"{\"greeting\":\"x\"}"}],"stop_reason":"end_turn","usage":{"input_tokens":10,"output_tokens":5,"iterations":[{"type":"compaction","input_tokens":900,"output_tokens":50},{"type":"message","input_tokens":10,"output_tokens":5}]}}""")]
    [InlineData("anthropic", CostKind.Exact, """{"content":[{"type":"text","text":"{\"greeting\":\"x\"}"}],"stop_reason":"end_turn","usage":{"input_tokens":10,"output_tokens":5,"iterations":[{"type":"message","input_tokens":10,"output_tokens":5}]}}""")]
    public async Task ACostIsExactOnlyWhenEveryPartOfTheBillIsKnown(string name, CostKind kind, string body)
    {
        await using var server = await LoopbackProviderServer.StartAsync(cancellationToken: Token);
        server.Respond(_ => new() { Body = Encoding.UTF8.GetBytes(body) });
        var provider = ProviderCase.Of(name);
        await using var engine = SkillsEngine.Create(b => provider.Add(b, server));

        var result = await engine.ExecuteAsync(Greeting, new { }, new() { Model = $"{provider.Provider}/{provider.Model}" }, Token);

        Assert.Equal((ExecutionStatus.Success, kind), (result.Status, result.Cost.Kind));
        Assert.True(result.CostUsd > 0);
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task TheWorstCaseOfAMarkedPrefixIsTheDearestCacheWrite(bool isMarked, bool isAsked)
    {
        await using var server = await LoopbackProviderServer.StartAsync(cancellationToken: Token);
        server.Reply(Answer);
        var text = string.Concat(Enumerable.Repeat("word ", 20_000));
        var skill = Greeting with
        {
            PromptTemplate = null,
            Messages = [new() { Role = MessageRole.System, Content = text, CacheBreakpoint = isMarked }, new() { Role = MessageRole.User, Content = "Greet." }],
            Limits = new() { MaxCostUsd = 0.30m },
            ModelPreferences = new() { MaxOutputTokens = 256 },
        };
        await using var engine = SkillsEngine.Create(b => b.AddAnthropic(o => (o.ApiKey, o.BaseUrl, o.LongPromptCache) = (Some.Key, server.AnthropicUrl, true)).AddModels(new ModelDefinition
        {
            Id = "claude-dear",
            Provider = "anthropic",
            Prices = [new() { Input = 10, Output = 10, CacheWrite5m = 12.5m, CacheWrite1h = 20 }],
        }));

        var result = await engine.ExecuteAsync(skill, new { }, new() { Model = "anthropic/claude-dear" }, Token);

        Assert.Equal(isAsked ? 1 : 0, server.Requests.Count);
        Assert.Equal(isAsked ? ExecutionStatus.Success : ExecutionStatus.Failed, result.Status);
    }

    [Theory]
    [InlineData(429, """{"error":{"message":"x","type":"insufficient_quota","code":"insufficient_quota"}}""", ModelErrorKind.Quota)]
    [InlineData(429, """{"error":{"message":"x","type":"requests","code":"rate_limit_exceeded"}}""", ModelErrorKind.RateLimit)]
    [InlineData(400, """{"error":{"message":"x","type":"invalid_request_error","code":"context_length_exceeded"}}""", ModelErrorKind.ContextWindow)]
    [InlineData(400, """{"error":{"message":"x","type":"invalid_request_error","code":"content_filter"}}""", ModelErrorKind.ContentPolicy)]
    [InlineData(502, "<html>Bad gateway</html>", ModelErrorKind.ServerError)]
    public async Task TheBodyAndTheWaitBehindAChatClientsExceptionAreRead(int status, string body, ModelErrorKind kind)
    {
        using var chat = new ThrowingClient(new ResultException(status, body));
        var client = Some.Client(b => b.AddChatClient("sdk", chat));

        var error = await Assert.ThrowsAsync<ModelException>(() => client.InvokeAsync(Some.Request(Some.Model("sdk", "sdk")), Token));

        Assert.Equal((kind, TimeSpan.FromSeconds(7)), (error.Kind, error.RetryAfter));
    }

    [Fact]
    public async Task AModelThatThinksLongerThanTheFirstDeadlineIsWaitedFor()
    {
        await using var server = await LoopbackProviderServer.StartAsync(cancellationToken: Token);
        var events = new StringBuilder("data: {\"type\":\"message_start\",\"message\":{\"id\":\"m\",\"usage\":{\"input_tokens\":1}}}\n\ndata: {\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"thinking\",\"thinking\":\"\"}}\n\n");
        for (var i = 0; i < 30; i++)
        {
            events.Append("data: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"thinking_delta\",\"thinking\":\"hm \"}}\n\n");
        }

        events.Append("data: {\"type\":\"content_block_stop\",\"index\":0}\n\ndata: {\"type\":\"content_block_start\",\"index\":1,\"content_block\":{\"type\":\"text\",\"text\":\"\"}}\n\n")
            .Append("data: {\"type\":\"content_block_delta\",\"index\":1,\"delta\":{\"type\":\"text_delta\",\"text\":" + JsonSerializer.Serialize(Answer) + "}}\n\ndata: {\"type\":\"content_block_stop\",\"index\":1}\n\n")
            .Append("data: {\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\"},\"usage\":{\"output_tokens\":9}}\n\ndata: {\"type\":\"message_stop\"}\n\n");
        server.Respond(_ => new()
        {
            Body = Encoding.UTF8.GetBytes(events.ToString()),
            Headers = new Dictionary<string, string> { ["Content-Type"] = "text/event-stream" },
            ChunkSize = 150,
            DelayBetweenChunks = TimeSpan.FromMilliseconds(120),
        });
        await using var engine = SkillsEngine.Create(b =>
        {
            b.AddAnthropic(o => (o.ApiKey, o.BaseUrl) = (Some.Key, server.AnthropicUrl));
            b.Services.Configure<SkillsEngineOptions>(static o => o.Routing.Retry.FirstTokenTimeout = TimeSpan.FromSeconds(2));
        });

        SkillResult? result = null;
        await foreach (var update in engine.StreamAsync(Greeting, new { }, new() { Model = "anthropic/claude-haiku-4-5" }, Token))
        {
            result = (update as SkillResultEvent)?.Result ?? result;
        }

        Assert.Equal(ExecutionStatus.Success, result!.Status);
        Assert.True(result.LatencyMs > 2000, $"{result.LatencyMs} ms");
        Assert.Single(server.Requests);
    }

    private static async Task<SkillResult> ExecuteAsync(LoopbackProviderServer server, Skill skill, string? model = null)
    {
        await using var engine = SkillsEngine.Create(b => b.AddOpenAI(o => (o.ApiKey, o.BaseUrl, o.Api) = (Some.Key, server.OpenAIUrl, OpenAIApi.ChatCompletions)));
        return await engine.ExecuteAsync(skill, new { }, new() { Model = model }, Token);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>An exception in the shape of System.ClientModel's: the answer is behind a method.</summary>
    private sealed class ResultException(int status, string body) : Exception("The service failed.")
    {
        public int Status => status;

        public RawResponse GetRawResponse() => new(body, [KeyValuePair.Create("Retry-After", "7")]);
    }

    private sealed record RawResponse(string Content, IEnumerable<KeyValuePair<string, string>> Headers);

    private sealed class ThrowingClient(Exception error) : IChatClient
    {
        public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) => throw error;

        public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) => throw error;

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose() { }
    }
}
