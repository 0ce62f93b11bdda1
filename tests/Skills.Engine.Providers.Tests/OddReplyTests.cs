using System.Text;
using Skills.Engine.Testing;

namespace Skills.Engine.Providers.Tests;

/// <summary>Replies as vendors really send them beside the plain ones: parts nobody asked for, parts that are missing, reasons nobody knows.</summary>
public sealed class OddReplyTests
{
    private const string ChatHead = """{"id":"x","object":"chat.completion","system_fingerprint":null,"service_tier":"default","choices":[{"index":0,"logprobs":null,""";

    [Theory]
    [InlineData("anthropic", "Hello, world", StopReason.Completed, "Hm.", """{"content":[{"type":"thinking","thinking":"Hm.","signature":"c2ln"},{"type":"redacted_thinking","data":"ZW5j"},{"type":"text","text":"Hello, ","citations":null},{"type":"server_tool_use","id":"s","name":"web_search","input":{}},{"type":"web_search_tool_result","tool_use_id":"s","content":[]},{"type":"text","text":"world"}],"stop_reason":"end_turn","container":null,"context_management":{}}""")]
    [InlineData("anthropic", "", StopReason.Refusal, null, """{"content":[],"stop_reason":"refusal","stop_details":{"type":"refusal","category":"bio","explanation":"No."},"usage":{"input_tokens":1,"output_tokens":0}}""")]
    [InlineData("anthropic", "Hello", StopReason.Unknown, null, """{"content":[{"type":"text","text":"Hello"}],"stop_reason":"a_reason_of_tomorrow"}""")]
    [InlineData("anthropic", "Hello", StopReason.Unknown, null, """{"content":[{"type":"text","text":"Hello"}],"stop_reason":null,"usage":null}""")]
    [InlineData("anthropic", "", StopReason.ToolUse, null, """{"content":[{"type":"tool_use","id":"t","name":"weather","input":{"city":"Ulm"}}],"stop_reason":"tool_use"}""")]
    [InlineData("anthropic", "Let me see.", StopReason.ToolUse, null, """{"content":[{"type":"text","text":"Let me see."}],"stop_reason":"pause_turn"}""")]
    [InlineData("openai", "I cannot.", StopReason.Refusal, null, ChatHead + """ "message":{"role":"assistant","content":null,"refusal":"I cannot.","annotations":[]},"finish_reason":"stop"}],"usage":null}""")]
    [InlineData("openai", "I cannot.", StopReason.Refusal, null, ChatHead + """ "message":{"role":"assistant","content":"","refusal":"I cannot."},"finish_reason":"stop"}]}""")]
    [InlineData("openai", "Hello, world", StopReason.Completed, null, ChatHead + """ "message":{"role":"assistant","content":[{"type":"text","text":"Hello, "},{"type":"thinking","thinking":[]},{"type":"text","text":"world"}]},"finish_reason":"stop","content_filter_results":{"hate":{"filtered":false,"severity":"safe"}}}],"prompt_filter_results":[]}""")]
    [InlineData("openai", "", StopReason.ToolUse, null, ChatHead + """ "message":{"role":"assistant","content":null,"function_call":{"name":"weather","arguments":"{}"}},"finish_reason":"function_call"}]}""")]
    [InlineData("openai", "Hello", StopReason.Unknown, null, ChatHead + """ "message":{"role":"assistant","content":"Hello"},"finish_reason":null}]}""")]
    [InlineData("openai", "", StopReason.ContentFilter, null, ChatHead + """ "message":{"role":"assistant","content":null},"finish_reason":"content_filter"}]}""")]
    [InlineData("responses", "Hello, world", StopReason.Completed, "Hm.", """{"object":"response","status":"completed","error":null,"incomplete_details":null,"output":[{"type":"reasoning","summary":[{"type":"summary_text","text":"Hm."}],"encrypted_content":"x"},{"type":"web_search_call","status":"completed"},{"type":"message","role":"assistant","content":[{"type":"output_text","text":"Hello, ","annotations":[]},{"type":"output_text","text":"world"}]}],"usage":null}""")]
    [InlineData("responses", "", StopReason.ToolUse, null, """{"object":"response","status":"completed","output":[{"type":"function_call","call_id":"c","name":"weather","arguments":"{}"}]}""")]
    [InlineData("responses", "Hel", StopReason.MaxTokens, null, """{"object":"response","status":"incomplete","incomplete_details":{"reason":"max_output_tokens"},"output":[{"type":"message","content":[{"type":"output_text","text":"Hel"}]}]}""")]
    [InlineData("responses", "", StopReason.MaxTokens, null, """{"object":"response","status":"incomplete","incomplete_details":{"reason":"max_output_tokens"},"output":[{"type":"reasoning","summary":[]}]}""")]
    [InlineData("google", "Hello, world", StopReason.Completed, "Hm.", """{"candidates":[{"content":{"role":"model","parts":[{"text":"Hm.","thought":true},{"text":"Hello, ","thoughtSignature":"c2ln"},{"executableCode":{"code":"1"}},{"text":"world"}]},"finishReason":"STOP","avgLogprobs":-0.1,"groundingMetadata":{}}],"modelVersion":"m"}""")]
    [InlineData("google", "", StopReason.ContentFilter, null, """{"candidates":[{"finishReason":"SAFETY","index":0,"safetyRatings":[]}],"usageMetadata":{"promptTokenCount":5,"totalTokenCount":5}}""")]
    [InlineData("google", "Hel", StopReason.ContentFilter, null, """{"candidates":[{"content":{"parts":[{"text":"Hel"}]},"finishReason":"RECITATION"}]}""")]
    [InlineData("google", "", StopReason.ContentFilter, null, """{"candidates":[{"content":{},"finishReason":"LANGUAGE"}]}""")]
    [InlineData("google", "", StopReason.Completed, null, """{"candidates":[{"content":{"role":"model"},"finishReason":"STOP"}],"promptFeedback":{}}""")]
    [InlineData("google", "", StopReason.ToolUse, null, """{"candidates":[{"content":{"parts":[{"functionCall":{"name":"weather","args":{}},"thoughtSignature":"x"}]},"finishReason":"STOP"}]}""")]
    [InlineData("google", "Hello", StopReason.Unknown, null, """{"candidates":[{"content":{"parts":[{"text":"Hello"}]},"finishReason":"OTHER"}]}""")]
    [InlineData("watsonx", "Hel", StopReason.MaxTokens, null, """{"model_id":"m","model_version":"1","created_at":"2026-01-01","choices":[{"index":0,"message":{"role":"assistant","content":"Hel"},"finish_reason":"time_limit"}],"system":{"warnings":[{"message":"This model is old."}]}}""")]
    [InlineData("local", "Hello", StopReason.Completed, "Hm.", """{"choices":[{"message":{"content":"Hello","reasoning_content":"Hm."},"finish_reason":"stop","stop_reason":null}],"kv_transfer_params":null}""")]
    [InlineData("ollama", "Hello", StopReason.Completed, "Hm.", """{"model":"m","message":{"role":"assistant","content":"Hello","thinking":"Hm."},"done":true,"done_reason":"stop","total_duration":5,"eval_count":3}""")]
    [InlineData("ollama", "", StopReason.Unknown, null, """{"model":"m","message":{"role":"assistant","content":""},"done":true,"done_reason":"load"}""")]
    [InlineData("ollama", "", StopReason.ToolUse, null, """{"model":"m","message":{"role":"assistant","content":"","tool_calls":[{"function":{"name":"weather","arguments":{}}}]},"done":true,"done_reason":"stop"}""")]
    public async Task AReplyIsTakenForWhatItIs(string name, string text, StopReason stop, string? reasoning, string body)
    {
        await using var server = await LoopbackProviderServer.StartAsync(cancellationToken: Token);
        server.Respond(_ => new() { Body = Encoding.UTF8.GetBytes(body) });
        var provider = ProviderCase.Of(name);

        var reply = await provider.Client(server).InvokeAsync(provider.Request(), Token);

        Assert.Equal((text, stop, reasoning), (reply.Text, reply.StopReason, reply.ReasoningText));
        Assert.Equal(stop == StopReason.ToolUse && text.Length == 0, reply.ToolCalls is not null);
    }

    [Theory]
    [InlineData("openai", ModelErrorKind.ServerError, ChatHead + """ "message":{"content":"Hel"},"finish_reason":"error"}]}""")]
    [InlineData("local", ModelErrorKind.Overloaded, ChatHead + """ "message":{"content":"Hel"},"finish_reason":"error","error":{"code":"server_is_overloaded","message":"x"}}]}""")]
    [InlineData("watsonx", ModelErrorKind.Truncated, """{"choices":[{"message":{"content":"Hel"},"finish_reason":"cancelled"}]}""")]
    [InlineData("watsonx", ModelErrorKind.Quota, """{"errors":[{"code":"token_quota_reached","message":"x"}],"trace":"t","status_code":403}""")]
    [InlineData("openai", ModelErrorKind.Quota, """{"error":{"message":"x","type":"insufficient_quota","param":null,"code":"insufficient_quota"}}""")]
    [InlineData("responses", ModelErrorKind.RateLimit, """{"object":"response","status":"failed","error":{"code":"rate_limit_exceeded","message":"x"},"output":[]}""")]
    [InlineData("responses", ModelErrorKind.ServerError, """{"status":"failed","error":{"code":"server_error","message":"x"},"output":[]}""")]
    [InlineData("google", ModelErrorKind.ContentPolicy, """{"promptFeedback":{"blockReason":"PROHIBITED_CONTENT"},"usageMetadata":{"promptTokenCount":5}}""")]
    [InlineData("google", ModelErrorKind.ContentPolicy, """{"candidates":[],"promptFeedback":{"blockReason":"SAFETY","safetyRatings":[]}}""")]
    [InlineData("google", ModelErrorKind.Malformed, """{"candidates":[{"content":{},"finishReason":"MALFORMED_FUNCTION_CALL","finishMessage":"x"}]}""")]
    [InlineData("google", ModelErrorKind.Malformed, """{"candidates":[{"finishReason":"UNEXPECTED_TOOL_CALL"}]}""")]
    [InlineData("ollama", ModelErrorKind.ContextWindow, """{"error":"input length exceeds maximum context length"}""")]
    [InlineData("anthropic", ModelErrorKind.Overloaded, """{"type":"error","error":{"details":null,"type":"overloaded_error","message":"Overloaded"},"request_id":"req_1"}""")]
    public async Task AFailureUnderStatus200IsThatFailure(string name, ModelErrorKind kind, string body)
    {
        await using var server = await LoopbackProviderServer.StartAsync(cancellationToken: Token);
        server.Respond(_ => new() { Body = Encoding.UTF8.GetBytes(body) });
        var provider = ProviderCase.Of(name);

        var error = await Assert.ThrowsAsync<ModelException>(() => provider.Client(server).InvokeAsync(provider.Request(), Token));

        Assert.Equal(kind, error.Kind);
    }

    [Theory]
    [InlineData("openai", "Hello", StopReason.Completed, """{"choices":[],"prompt_filter_results":[{"prompt_index":0}]}|{"choices":[{"index":0,"delta":{"role":"assistant","content":"","refusal":null},"finish_reason":null}],"obfuscation":"zz"}|{"choices":[{"index":1,"delta":{"content":"Other"}}]}|{"choices":[{"index":0,"delta":{"content":"Hello"},"content_filter_results":{}}]}|{"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}|[DONE]""")]
    [InlineData("openai", "I cannot.", StopReason.Refusal, """{"choices":[{"index":0,"delta":{"refusal":"I can"}}]}|{"choices":[{"index":0,"delta":{"refusal":"not."}}]}|{"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}|[DONE]""")]
    [InlineData("local", "Hello", StopReason.Completed, """{"choices":[{"index":0,"delta":{"content":"Hello"},"finish_reason":"stop"}],"usage":{"prompt_tokens":1,"completion_tokens":1}}""")]
    [InlineData("anthropic", "Hello", StopReason.Completed, """{"type":"message_start","message":{"id":"m","content":[]}}|{"type":"ping"}|{"type":"content_block_start","index":0,"content_block":{"type":"thinking","thinking":"","signature":""}}|{"type":"content_block_delta","index":0,"delta":{"type":"signature_delta","signature":"x"}}|{"type":"content_block_stop","index":0}|{"type":"content_block_start","index":1,"content_block":{"type":"redacted_thinking","data":"x"}}|{"type":"content_block_stop","index":1}|{"type":"content_block_start","index":2,"content_block":{"type":"text","text":""}}|{"type":"content_block_delta","index":2,"delta":{"type":"text_delta","text":"Hello"}}|{"type":"content_block_delta","index":2,"delta":{"type":"citations_delta","citation":{}}}|{"type":"content_block_stop","index":2}|{"type":"an_event_of_tomorrow","x":1}|{"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":null}|{"type":"message_stop"}""")]
    [InlineData("google", "Hello", StopReason.Completed, """{"candidates":[{"content":{"parts":[{"text":"Hm.","thought":true}]}}]}|{"candidates":[{"content":{"parts":[{"text":"Hello"}]}}]}|{"candidates":[{"content":{"parts":[{"text":""}]},"finishReason":"STOP"}]}|{"usageMetadata":{"promptTokenCount":1,"candidatesTokenCount":2}}""")]
    [InlineData("responses", "Hello", StopReason.Completed, """{"type":"response.created","sequence_number":0,"response":{}}|{"type":"response.output_item.added","sequence_number":1,"item":{}}|{"type":"response.output_text.delta","sequence_number":2,"delta":"Hello","logprobs":[]}|{"type":"response.event_of_tomorrow","sequence_number":3}|{"type":"response.completed","sequence_number":4,"response":{"status":"completed","output":[{"type":"message","content":[{"type":"output_text","text":"Hello"}]}]}}""")]
    [InlineData("watsonx", "Hello", StopReason.Completed, """{"choices":[{"index":0,"delta":{"role":"assistant"}}],"model_id":"m"}|{"choices":[{"index":0,"delta":{"content":"Hello"}}]}|{"choices":[{"index":0,"delta":{"content":""},"finish_reason":"stop"}]}|{"choices":[],"usage":{"prompt_tokens":1,"completion_tokens":1,"total_tokens":2}}""")]
    public async Task AStreamIsTakenForWhatItIs(string name, string text, StopReason stop, string events)
    {
        await using var server = await LoopbackProviderServer.StartAsync(cancellationToken: Token);
        server.Respond(_ => Stream(events));
        var provider = ProviderCase.Of(name);

        var (shown, reply) = await provider.Client(server).ReadAsync(provider.Request(), Token);

        Assert.Equal((text, stop), (reply.Text, reply.StopReason));
        Assert.True(shown == text || stop == StopReason.Refusal, shown);
    }

    [Theory]
    [InlineData("openai", ModelErrorKind.ServerError, """{"choices":[{"index":0,"delta":{"content":"Hel"}}]}|{"choices":[{"index":0,"delta":{},"finish_reason":"error"}]}""")]
    [InlineData("watsonx", ModelErrorKind.Truncated, """{"choices":[{"index":0,"delta":{"content":"Hel"}}]}|{"choices":[{"index":0,"delta":{},"finish_reason":"cancelled"}]}""")]
    [InlineData("google", ModelErrorKind.Malformed, """{"candidates":[{"finishReason":"MALFORMED_FUNCTION_CALL"}]}""")]
    [InlineData("google", ModelErrorKind.ContentPolicy, """{"promptFeedback":{"blockReason":"BLOCKLIST"}}""")]
    [InlineData("google", ModelErrorKind.Overloaded, """{"candidates":[{"content":{"parts":[{"text":"Hel"}]}}]}|{"error":{"code":503,"message":"x","status":"UNAVAILABLE"}}""")]
    [InlineData("responses", ModelErrorKind.Quota, """{"type":"response.created","sequence_number":0,"response":{}}|{"type":"error","code":"insufficient_quota","message":"x","param":null,"sequence_number":1}""")]
    [InlineData("responses", ModelErrorKind.Truncated, """{"type":"response.output_text.delta","sequence_number":0,"delta":"Hel"}|[DONE]""")]
    [InlineData("anthropic", ModelErrorKind.Truncated, """{"type":"message_start","message":{"id":"m"}}|{"type":"content_block_start","index":0,"content_block":{"type":"text","text":"Hel"}}|{"type":"message_delta","delta":{"stop_reason":"end_turn"}}""")]
    public async Task AStreamThatFailsIsNoAnswer(string name, ModelErrorKind kind, string events)
    {
        await using var server = await LoopbackProviderServer.StartAsync(cancellationToken: Token);
        server.Respond(_ => Stream(events));
        var provider = ProviderCase.Of(name);

        var error = await Assert.ThrowsAsync<ModelException>(() => provider.Client(server).ReadAsync(provider.Request(), Token));

        Assert.Equal(kind, error.Kind);
        Assert.Equal(events.Contains("Hel", StringComparison.Ordinal) ? "Hel" : null, error.PartialText);
    }

    [Theory]
    [InlineData("openai", 400, ModelErrorKind.ContentPolicy, """{"error":{"message":"x","type":null,"param":"prompt","code":null,"status":400,"innererror":{"code":"ResponsibleAIPolicyViolation","content_filter_result":{"hate":{"filtered":true}}}}}""")]
    [InlineData("openai", 401, ModelErrorKind.Auth, """{"statusCode":401,"message":"Access denied due to invalid subscription key."}""")]
    [InlineData("openai", 429, ModelErrorKind.RateLimit, """{"error":{"code":"429","message":"Requests have exceeded the token rate limit."}}""")]
    [InlineData("openai", 404, ModelErrorKind.NotFound, """{"error":{"code":"DeploymentNotFound","message":"x"}}""")]
    [InlineData("openai", 400, ModelErrorKind.ContextWindow, """{"error":{"message":"x","type":"invalid_request_error","param":"messages","code":"context_length_exceeded"}}""")]
    [InlineData("openai", 422, ModelErrorKind.InvalidRequest, """{"detail":[{"loc":["body","messages"],"msg":"field required"}]}""")]
    [InlineData("local", 400, ModelErrorKind.ContextWindow, """{"error":"The number of tokens to keep from the initial prompt is greater than the context length."}""")]
    [InlineData("anthropic", 400, ModelErrorKind.ContentPolicy, """{"type":"error","error":{"type":"invalid_request_error","message":"Output blocked by content filtering policy"}}""")]
    [InlineData("anthropic", 400, ModelErrorKind.ContextWindow, """{"type":"error","error":{"type":"invalid_request_error","message":"prompt is too long: 210000 tokens > 200000 maximum"}}""")]
    [InlineData("anthropic", 529, ModelErrorKind.Overloaded, """{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}""")]
    [InlineData("google", 400, ModelErrorKind.Auth, """{"error":{"code":400,"message":"API key not valid.","status":"INVALID_ARGUMENT","details":[{"@type":"type.googleapis.com/google.rpc.ErrorInfo","reason":"API_KEY_INVALID"}]}}""")]
    [InlineData("google", 400, ModelErrorKind.ContextWindow, """{"error":{"code":400,"message":"The input token count (1200000) exceeds the maximum number of tokens allowed (1048576).","status":"INVALID_ARGUMENT"}}""")]
    [InlineData("google", 429, ModelErrorKind.Quota, """{"error":{"code":429,"message":"x","status":"RESOURCE_EXHAUSTED","details":[{"@type":"type.googleapis.com/google.rpc.QuotaFailure","violations":[{"quotaId":"GenerateRequestsPerDayPerProjectPerModel"}]}]}}""")]
    [InlineData("watsonx", 400, ModelErrorKind.ContextWindow, """{"errors":[{"code":"invalid_input_argument","message":"the number of input tokens 4100 cannot exceed the total tokens limit 4096 for this model"}],"status_code":400}""")]
    [InlineData("watsonx", 403, ModelErrorKind.Quota, """{"errors":[{"code":"token_quota_reached","message":"x"}],"status_code":403}""")]
    [InlineData("watsonx", 404, ModelErrorKind.NotFound, """{"errors":[{"code":"model_not_supported","message":"x"}],"status_code":404}""")]
    public async Task AnErrorIsKnownByWhatItSays(string name, int status, ModelErrorKind kind, string body)
    {
        await using var server = await LoopbackProviderServer.StartAsync(cancellationToken: Token);
        server.Respond(_ => new() { Status = status, Body = Encoding.UTF8.GetBytes(body) });
        var provider = ProviderCase.Of(name);

        var error = await Assert.ThrowsAsync<ModelException>(() => provider.Client(server).InvokeAsync(provider.Request(), Token));

        Assert.Equal(kind, error.Kind);
    }

    [Theory]
    [InlineData("retry-after-ms", "1500", 1.5)]
    [InlineData("x-ms-retry-after-ms", "2500", 2.5)]
    [InlineData("retry-after", "Thu, 01 Jan 2026 00:00:20 GMT", 20)]
    [InlineData("retry-after", "Thursday, 01-Jan-26 00:00:20 GMT", 20)]
    [InlineData("retry-after", "Thu Jan  1 00:00:20 2026", 20)]
    public async Task AWaitIsReadAsServersWriteIt(string header, string value, double seconds)
    {
        await using var server = await LoopbackProviderServer.StartAsync(cancellationToken: Token);
        server.Respond(_ => LoopbackReply.Fails(ModelErrorKind.RateLimit) with { Headers = new Dictionary<string, string> { [header] = value } });
        var provider = ProviderCase.Of("openai");
        var client = provider.Client(server, new TestClock(new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero)));

        var error = await Assert.ThrowsAsync<ModelException>(() => client.InvokeAsync(provider.Request(), Token));

        Assert.Equal(TimeSpan.FromSeconds(seconds), error.RetryAfter);
    }

    private static LoopbackReply Stream(string events) => new()
    {
        Body = Encoding.UTF8.GetBytes(string.Concat(events.Split('|').Select(static e => $"data: {e}\n\n"))),
        Headers = new Dictionary<string, string> { ["Content-Type"] = "text/event-stream" },
    };

    private static CancellationToken Token => TestContext.Current.CancellationToken;
}
