namespace Skills.Engine.Providers.Tests;

/// <summary>Forms beside those that were reported: the same faults as other servers, other sentences and other names have them.</summary>
public sealed class NeighbourTests
{
    [Theory]
    [InlineData(65.0, "Please try again in 1 minute and 5 seconds.")]
    [InlineData(65.0, "Please retry in 1 min, 5 sec.")]
    [InlineData(90.0, "Try again in about 90 seconds")]
    [InlineData(3723.0, "Try again in 1h2m3s.")]
    [InlineData(3723.0, "try again in 1 hour, 2 minutes and 3 seconds")]
    [InlineData(7.66, "Rate limit reached. Please try again in 7.66s. Visit the dashboard.")]
    [InlineData(0.088, "Please try again in 88ms")]
    [InlineData(59.3, "Please retry in 59.312578s. See the docs", 59.312578)]
    [InlineData(30.0, "Please wait 30 seconds before sending the next request.")]
    [InlineData(26.0, "Please retry after 26 seconds. Please contact support")]
    [InlineData(18.0, "Your quota will reset after 18s.")]
    [InlineData(45.0, "The limit resets in 45 seconds.")]
    [InlineData(120.0, "Try again in 2 minutes.")]
    [InlineData(null, "Please try again in a moment.")]
    [InlineData(null, "Please try again later.")]
    [InlineData(null, "Wait for capacity, then retry in -5s")]
    public async Task AWaitInASentenceIsRead(double? seconds, string message, double? exact = null)
    {
        var error = await ErrorAsync("chat", 429, $$$"""{"error":{"code":"rate_limit_exceeded","message":"{{{message}}}"}}""");

        Assert.Equal(exact ?? seconds, error.RetryAfter?.TotalSeconds);
    }

    [Theory]
    [InlineData("Retry-After", "1m", 60.0)]
    [InlineData("Retry-After", " 20 s ", 20.0)]
    [InlineData("Retry-After", "20 seconds", 20.0)]
    [InlineData("retry-after-ms", "1500", 1.5)]
    [InlineData("X-RateLimit-Reset-After", "12s", 12.0)]
    [InlineData("x-ratelimit-reset-after", "0.5", 0.5)]
    [InlineData("Retry-After", "NaN", null)]
    [InlineData("Retry-After", "soon", null)]
    [InlineData("ratelimit-reset", "9", 9.0)]
    [InlineData("x-ratelimit-reset", "7.5s", 7.5)]
    [InlineData("x-ratelimit-reset-requests", "1m2s", 62.0)]
    public async Task AWaitInAHeaderIsRead(string header, string value, double? seconds)
    {
        var error = await ErrorAsync("chat", 429, """{"error":{"code":"rate_limit_exceeded","message":"x"}}""", (header, value));

        Assert.Equal(seconds, error.RetryAfter?.TotalSeconds);
    }

    [Theory]
    [InlineData("Your request exceeded model token limit: 131072")]
    [InlineData("This endpoint's maximum context length is 200000 tokens. However, you requested about 250000 tokens")]
    [InlineData("The input (9000 tokens) is longer than the model's context length (8192 tokens).")]
    [InlineData("prompt is too long: 215000 tokens > 200000 maximum")]
    [InlineData("input length and `max_tokens` exceed context limit: 190000 + 20000 > 200000")]
    [InlineData("Requested token count exceeds the model's maximum context length of 8192 tokens.")]
    [InlineData("The input token count (1048577) exceeds the maximum number of tokens allowed (1048576).")]
    [InlineData("request (9000 tokens) exceeds the available context size (4096 tokens), try increasing it")]
    [InlineData("Trying to keep the first 5000 tokens when context the overflows. However, the model is loaded with context length of only 4096 tokens, which is not enough.")]
    [InlineData("Please reduce the length of the messages or completion.")]
    [InlineData("Input is too long for requested model.")]
    [InlineData("This model's maximum prompt length is 131072 but the request contains 200000 tokens.")]
    [InlineData("Too many tokens: total number of tokens in the prompt exceeds the limit of 128000.")]
    [InlineData("`inputs` tokens + `max_new_tokens` must be <= 4096. Given: 5000 `inputs` tokens")]
    [InlineData("Prompt contains 40000 tokens, too large for model with 32768 maximum context length")]
    [InlineData("The decoder prompt (length 40000) is longer than the maximum model length of 32768.")]
    [InlineData("max_tokens must be at least 1, got -5. The prompt leaves no room in the context.")]
    [InlineData("Your input exceeds the context window of this model. Please adjust your input and try again.")]
    [InlineData("Conversation is too long for this model")]
    public async Task AnOverflowIsKnownInOtherWords(string message)
    {
        var error = await ErrorAsync("chat", 400, $$$"""{"error":{"type":"invalid_request_error","message":{{{System.Text.Json.JsonSerializer.Serialize(message)}}}}}""");

        Assert.Equal(ModelErrorKind.ContextWindow, error.Kind);
    }

    [Theory]
    [InlineData("The temperature must be at most 2.")]
    [InlineData("Invalid value for 'content': expected a string, got null.")]
    [InlineData("The image is too large.")]
    [InlineData("messages: at least one message is required")]
    [InlineData("max_tokens: 300000 > 64000, which is the maximum allowed number of output tokens for this model")]
    public async Task OtherInvalidRequestsAreNoOverflow(string message)
    {
        var error = await ErrorAsync("chat", 400, $$$"""{"error":{"type":"invalid_request_error","message":"{{{message}}}"}}""");

        Assert.Equal(ModelErrorKind.InvalidRequest, error.Kind);
    }

    [Theory]
    [InlineData("chat", 200, ModelErrorKind.RateLimit, """{"error":{"code":"429","message":"x"}}""")]
    [InlineData("chat", 200, ModelErrorKind.Overloaded, """{"error":{"code":503,"message":"x"}}""")]
    [InlineData("chat", 200, ModelErrorKind.Auth, """{"error":{"code":401,"message":"x"}}""")]
    [InlineData("chat", 200, ModelErrorKind.Quota, """{"error":{"code":402,"message":"x"}}""")]
    [InlineData("chat", 200, ModelErrorKind.NotFound, """{"error":{"code":404,"message":"x"}}""")]
    [InlineData("chat", 200, ModelErrorKind.ServerError, """{"error":{"code":500,"message":"x"}}""")]
    [InlineData("chat", 200, ModelErrorKind.ServerError, """{"error":{"message":"x"}}""")]
    [InlineData("chat", 200, ModelErrorKind.RateLimit, """{"error":{"status":429,"message":"x"}}""")]
    [InlineData("chat", 200, ModelErrorKind.RateLimit, """{"choices":[{"message":{"content":""},"finish_reason":"error","error":{"code":"429","message":"x"}}]}""")]
    [InlineData("chat", 200, ModelErrorKind.RateLimit, """{"choices":[{"message":{"content":""},"finish_reason":null,"error":{"code":429,"message":"x"}}]}""")]
    [InlineData("chat", 200, ModelErrorKind.Overloaded, """{"choices":[{"message":{"content":"Hel"},"finish_reason":"insufficient_system_resource"}]}""")]
    [InlineData("chat", 200, ModelErrorKind.ServerError, """{"choices":[{"message":{"content":"Hel"},"finish_reason":"network_error"}]}""")]
    [InlineData("chat", 413, ModelErrorKind.ContextWindow, """{"error":{"code":"rate_limit_exceeded","message":"Request too large for gpt-4o on tokens per min (TPM): Limit 30000, Requested 42000."}}""")]
    [InlineData("chat", 429, ModelErrorKind.ContextWindow, """{"error":{"code":"rate_limit_exceeded","type":"tokens","message":"Request too large for gpt-4o in organization x on tokens per min (TPM): Limit 30000, Requested 42000. The input or output tokens must be reduced in order to run successfully."}}""")]
    [InlineData("chat", 429, ModelErrorKind.RateLimit, """{"error":{"code":"rate_limit_exceeded","type":"tokens","message":"Rate limit reached for gpt-4o on tokens per min (TPM): Limit 30000, Used 29000, Requested 2000. Please try again in 2s."}}""")]
    [InlineData("chat", 429, ModelErrorKind.Quota, """{"error":{"type":"insufficient_quota","message":"You exceeded your current quota, please check your plan and billing details."}}""")]
    [InlineData("chat", 402, ModelErrorKind.Quota, """{"error":{"message":"Insufficient Balance","type":"unknown_error"}}""")]
    [InlineData("google", 429, ModelErrorKind.RateLimit, """{"error":{"code":429,"status":"RESOURCE_EXHAUSTED","message":"Quota exceeded for metric x, limit: 10","details":[{"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"40s"}]}}""")]
    [InlineData("google", 429, ModelErrorKind.Quota, """{"error":{"code":429,"status":"RESOURCE_EXHAUSTED","message":"* Quota exceeded for metric: a, limit: 0, model: m\n* Quota exceeded for metric: b, limit: 0, model: m\nPlease retry in 40s."}}""")]
    [InlineData("google", 400, ModelErrorKind.ContextWindow, """{"error":{"code":400,"status":"INVALID_ARGUMENT","message":"The input token count exceeds the maximum number of tokens allowed 1048576."}}""")]
    [InlineData("anthropic", 400, ModelErrorKind.Quota, """{"type":"error","error":{"type":"invalid_request_error","message":"Your credit balance is too low to access the Anthropic API."}}""")]
    [InlineData("anthropic", 529, ModelErrorKind.Overloaded, """{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}""")]
    public async Task AClassIsKnownByOtherNames(string api, int status, ModelErrorKind kind, string body)
    {
        var error = await ErrorAsync(api, status, body);

        Assert.Equal(kind, error.Kind);
    }

    [Theory]
    [InlineData("chat", ModelErrorKind.RateLimit, """data: {"choices":[{"index":0,"delta":{"content":"Hel"}}]}|data: {"choices":[{"index":0,"delta":{},"finish_reason":"error","error":{"code":429,"message":"x"}}]}""")]
    [InlineData("chat", ModelErrorKind.RateLimit, """data: {"choices":[{"index":0,"delta":{"content":"Hel"}}]}|data: {"error":{"code":429,"message":"x"},"choices":[{"index":0,"delta":{"content":""},"finish_reason":"error"}]}""")]
    [InlineData("chat", ModelErrorKind.Overloaded, """data: {"choices":[{"index":0,"delta":{"content":"Hel"}}]}|data: {"choices":[{"index":0,"delta":{},"finish_reason":"insufficient_system_resource"}]}""")]
    [InlineData("chat", ModelErrorKind.RateLimit, """data: {"error":{"code":"429","message":"x"}}""")]
    [InlineData("chat", ModelErrorKind.Truncated, """data: {"choices":[{"index":0,"delta":{"content":"Hel"},"finish_reason":""}]}""")]
    [InlineData("responses", ModelErrorKind.RateLimit, """data: {"type":"response.output_text.delta","delta":"Hel"}|data: {"type":"response.failed","response":{"status":"failed","error":{"code":"rate_limit_exceeded","message":"x"}}}""")]
    [InlineData("google", ModelErrorKind.RateLimit, """data: {"candidates":[{"content":{"parts":[{"text":"Hel"}]}}]}|data: {"error":{"code":429,"status":"RESOURCE_EXHAUSTED","message":"x"}}""")]
    [InlineData("google", ModelErrorKind.Truncated, """data: {"candidates":[{"content":{"parts":[{"text":"Hel"}]},"finishReason":"FINISH_REASON_UNSPECIFIED"}]}""")]
    [InlineData("anthropic", ModelErrorKind.Overloaded, """data: {"type":"message_start","message":{"id":"m"}}|data: {"type":"error","error":{"type":"overloaded_error","message":"x"}}""")]
    public async Task AStreamThatFailsHasTheClassOfItsCode(string api, ModelErrorKind kind, string events)
    {
        var error = await Assert.ThrowsAsync<ModelException>(() => ReplyAsync(api, true, events));

        Assert.Equal(kind, error.Kind);
    }

    [Theory]
    [InlineData("chat", true, "one two", StopReason.Completed, """data: {"choices":[{"index":0,"delta":{"content":"one "},"finish_reason":""}]}|data: {"choices":[{"index":0,"delta":{"content":"two"},"finish_reason":"stop"}]}|data: [DONE]""")]
    [InlineData("chat", true, "ok", StopReason.Unknown, """data: {"choices":[{"index":0,"delta":{"content":"ok"},"finish_reason":""}]}|data: [DONE]""")]
    [InlineData("chat", true, "ok", StopReason.Completed, """data: {"choices":[{"index":0,"delta":{"content":"ok"},"finish_reason":"stop"}]}|data: {"choices":[{"index":0,"delta":{"content":""},"finish_reason":"stop"}],"usage":{"prompt_tokens":1,"completion_tokens":1}}|data: [DONE]""")]
    [InlineData("chat", true, "Answer", StopReason.Completed, """data: {"choices":[{"index":0,"delta":{"content":[{"type":"text","text":"Ans"},{"type":"text","text":"wer"}]},"finish_reason":"stop"}]}|data: [DONE]""")]
    [InlineData("chat", true, "Answer", StopReason.Completed, """data: {"choices":[{"index":0,"delta":{"content":{"type":"text","text":"Answer"}},"finish_reason":"stop"}]}|data: [DONE]""")]
    [InlineData("chat", true, "Answer", StopReason.Completed, """data: {"choices":[{"index":0,"message":{"role":"assistant","content":"Answer"},"finish_reason":"stop"}]}|data: [DONE]""")]
    [InlineData("responses", true, "hello", StopReason.Completed, """data: {"type":"response.output_text.delta","delta":"hel"}|data: {"type":"response.output_text.delta","delta":"lo"}|data: {"type":"response.completed","response":{"status":"completed"}}""")]
    [InlineData("responses", true, "hello", StopReason.MaxTokens, """data: {"type":"response.output_text.delta","delta":"hello"}|data: {"type":"response.incomplete","response":{"status":"incomplete","incomplete_details":{"reason":"max_output_tokens"},"output":[]}}""")]
    [InlineData("responses", true, "hello", StopReason.Completed, """data: {"type":"response.output_text.done","text":"hello"}|data: {"type":"response.completed","response":{"status":"completed","output":[]}}""")]
    [InlineData("google", true, "one two three", StopReason.Completed, """data: {"candidates":[{"content":{"parts":[{"text":"one "}]},"finishReason":"STOP"}]}|data: {"candidates":[{"content":{"parts":[{"text":"two "}]},"finishReason":"STOP"}]}|data: {"candidates":[{"content":{"parts":[{"text":"three"}]},"finishReason":"STOP"}]}""")]
    [InlineData("google", true, "one", StopReason.Completed, """data: {"candidates":[{"content":{"parts":[{"text":"one"}]},"finishReason":"STOP"}]}|data: {"candidates":[{"content":{"parts":[]}}],"usageMetadata":{"promptTokenCount":1,"candidatesTokenCount":2}}""")]
    [InlineData("google", true, "one", StopReason.Completed, """data: {"candidates":[{"content":{"parts":[{"text":"one"}]},"finishReason":"FINISH_REASON_UNSPECIFIED"}]}|data: {"candidates":[{"finishReason":"STOP"}]}""")]
    [InlineData("anthropic", true, "hi", StopReason.Completed, """data: {"type":"message_start","message":{"id":"m"}}|data: {"type":"content_block_start","index":0,"content_block":{"type":"text","text":"h"}}|data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"i"}}|data: {"type":"content_block_stop","index":0}|data: {"type":"message_delta","delta":{"stop_reason":"end_turn"}}|data: {"type":"message_stop"}""")]
    [InlineData("chat", false, "fine", StopReason.Completed, """{"choices":[{"message":{"content":"fine","refusal":null},"finish_reason":"stop"}]}""")]
    [InlineData("chat", false, "fine", StopReason.Completed, """{"choices":[{"message":{"content":"fine","refusal":" "},"finish_reason":"stop"}]}""")]
    [InlineData("chat", false, "fine", StopReason.Completed, """{"choices":[{"message":{"content":"fine","refusal":false},"finish_reason":"stop"}]}""")]
    [InlineData("responses", false, "fine", StopReason.Completed, """{"status":"completed","output":[{"type":"message","content":[{"type":"output_text","text":"fine"},{"type":"refusal","refusal":""}]}]}""")]
    [InlineData("chat", false, "", StopReason.ContentFilter, """{"choices":[{"finish_reason":"content_filter","message":null}]}""")]
    [InlineData("chat", false, "Par", StopReason.ContentFilter, """{"choices":[{"finish_reason":"content_filter","message":{"role":"assistant","content":"Par"}}]}""")]
    [InlineData("chat", true, "Par", StopReason.ContentFilter, """data: {"choices":[{"index":0,"delta":{"content":"Par"}}]}|data: {"choices":[{"index":0,"finish_reason":"content_filter","content_filter_results":{}}]}|data: [DONE]""")]
    [InlineData("chat", false, "fine", StopReason.Completed, """{"choices":[{"text":"fine","message":{"content":"fine"},"finish_reason":"STOP"}]}""")]
    [InlineData("chat", false, "fine", StopReason.Completed, """{"choices":[{"message":{"content":"fine"},"finish_reason":"end_turn"}]}""")]
    [InlineData("chat", false, "fine", StopReason.Completed, """{"choices":[{"message":{"content":"fine"},"finish_reason":"eos_token"}]}""")]
    [InlineData("chat", false, "fi", StopReason.ContextWindow, """{"choices":[{"message":{"content":"fi"},"finish_reason":"model_length"}]}""")]
    [InlineData("chat", false, "", StopReason.ContentFilter, """{"choices":[{"message":{"content":""},"finish_reason":"sensitive"}]}""")]
    [InlineData("chat", true, "Answer", StopReason.Completed, """data: {"choices":[{"index":0,"delta":{"content":"Answer","refusal":" "},"finish_reason":"stop"}]}|data: [DONE]""")]
    [InlineData("responses", true, "hello", StopReason.Completed, """data: {"type":"response.output_text.delta","delta":"hel"}|data: {"type":"response.output_text.done","text":"hello"}|data: {"type":"response.completed","response":{"status":"completed","output":[]}}""")]
    [InlineData("chat", false, "fi", StopReason.MaxTokens, """{"choices":[{"message":{"content":"fi"},"finish_reason":"max_tokens"}]}""")]
    public async Task AnEndIsTakenForWhatItIs(string api, bool stream, string text, StopReason stop, string events)
    {
        var reply = await ReplyAsync(api, stream, events);

        Assert.Equal((text, stop), (reply.Text, reply.StopReason));
    }

    [Theory]
    [InlineData("chat", 10, null, 305, """{"prompt_tokens":10,"completion_tokens":5,"total_tokens":315,"reasoning_tokens":300}""")]
    [InlineData("chat", 10, null, 305, """{"prompt_tokens":10,"completion_tokens":305,"total_tokens":315,"completion_tokens_details":{"reasoning_tokens":300}}""")]
    [InlineData("chat", 1000, 900, 5, """{"prompt_tokens":1000,"completion_tokens":5,"prompt_tokens_details":{"cached_tokens":900}}""")]
    [InlineData("chat", 1000, 900, 5, """{"prompt_tokens":1000,"completion_tokens":5,"prompt_tokens_details":{"cached_tokens":0},"cached_tokens":900}""")]
    [InlineData("chat", 1000, 900, 5, """{"prompt_tokens":1000,"completion_tokens":5,"input_tokens_details":{"cached_tokens":900}}""")]
    [InlineData("chat", 1000, 900, 5, """{"input_tokens":1000,"output_tokens":5,"input_tokens_details":{"cached_tokens":900}}""")]
    [InlineData("chat", 1000, 900, 5, """{"prompt_tokens":1000,"completion_tokens":5,"cache_read_input_tokens":900}""")]
    [InlineData("responses", 1000, 900, 5, """{"input_tokens":1000,"output_tokens":5,"input_tokens_details":{"cached_tokens":900}}""")]
    [InlineData("responses", 10, null, 305, """{"input_tokens":10,"output_tokens":5,"total_tokens":315,"output_tokens_details":{"reasoning_tokens":300}}""")]
    [InlineData("google", 10, null, 305, """{"promptTokenCount":10,"candidatesTokenCount":5,"thoughtsTokenCount":300,"totalTokenCount":315}""")]
    [InlineData("google", 1000, 900, 5, """{"promptTokenCount":1000,"candidatesTokenCount":5,"cachedContentTokenCount":900,"totalTokenCount":1005}""")]
    public async Task CountsAreReadUnderOtherNames(string api, int input, int? cached, int output, string usage)
    {
        var body = api switch
        {
            "responses" => $$"""{"status":"completed","output":[{"type":"message","content":[{"type":"output_text","text":"x"}]}],"usage":{{usage}}}""",
            "google" => $$"""{"candidates":[{"content":{"parts":[{"text":"x"}]},"finishReason":"STOP"}],"usageMetadata":{{usage}}}""",
            _ => $$"""{"choices":[{"message":{"content":"x"},"finish_reason":"stop"}],"usage":{{usage}}}""",
        };

        var usageRead = (await ReplyAsync(api, false, body)).Usage!;

        Assert.Equal((input, cached, output), (usageRead.InputTotal, usageRead.CacheRead, usageRead.OutputTotal));
    }

    [Theory]
    [InlineData("chat", true, """a f {"x":1}; b f {"x":2}""", """data: {"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"a","function":{"name":"f","arguments":"{\"x\":1}"}},{"index":0,"id":"b","function":{"name":"f","arguments":"{\"x\":2}"}}]},"finish_reason":"tool_calls"}]}|data: [DONE]""")]
    [InlineData("chat", true, """a f {"x":1}; b g {"y":2}""", """data: {"choices":[{"index":0,"delta":{"tool_calls":[{"id":"a","function":{"name":"f","arguments":"{\"x\":1}"}}]}}]}|data: {"choices":[{"index":0,"delta":{"tool_calls":[{"id":"b","function":{"name":"g","arguments":"{\"y\":2}"}}]},"finish_reason":"tool_calls"}]}|data: [DONE]""")]
    [InlineData("chat", true, """a look_up {"x":1}""", """data: {"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"a","function":{"name":"look_up","arguments":""}}]}}]}|data: {"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":null,"function":{"name":null,"arguments":"{\"x\":1}"}}]},"finish_reason":"tool_calls"}]}|data: [DONE]""")]
    [InlineData("chat", true, """a f {"x":1}; b g {"y":2}""", """data: {"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"a","function":{"name":"f","arguments":"{\"x\""}},{"index":1,"id":"b","function":{"name":"g","arguments":"{\"y\""}}]}}]}|data: {"choices":[{"index":0,"delta":{"tool_calls":[{"index":1,"function":{"arguments":":2}"}},{"index":0,"function":{"arguments":":1}"}}]},"finish_reason":"tool_calls"}]}|data: [DONE]""")]
    [InlineData("chat", false, """a f {"x":1}""", """{"choices":[{"message":{"content":null,"tool_calls":[{"id":"a","type":"function","function":{"name":"f","arguments":{"x":1}}}]},"finish_reason":"stop"}]}""")]
    public async Task ToolCallsAreReadInOtherForms(string api, bool stream, string calls, string events)
    {
        var reply = await ReplyAsync(api, stream, events);

        Assert.Equal(StopReason.ToolUse, reply.StopReason);
        Assert.Equal(calls, string.Join("; ", reply.Calls.Select(static c => $"{c.Id} {c.Name} {c.Arguments}")));
    }

    [Theory]
    [InlineData("temperature", """{"error":{"type":"invalid_request_error","message":"Unsupported value: 'temperature' does not support 0.5 with this model. Only the default (1) value is supported.","param":"temperature","code":"unsupported_value"}}""")]
    [InlineData("temperature", """{"error":{"type":"invalid_request_error","message":"`temperature` is not supported by this model."}}""")]
    [InlineData("temperature", """{"error":{"message":"Unrecognized request argument supplied: temperature","type":"invalid_request_error"}}""")]
    [InlineData("temperature", """{"error":{"message":"property 'temperature' is unsupported","type":"invalid_request_error"}}""")]
    [InlineData("temperature", """{"error":{"message":"`temperature` is deprecated for this model.","type":"invalid_request_error"}}""")]
    [InlineData("temperature", """{"error":{"message":"temperature is not supported with this model","type":"invalid_request_error"}}""")]
    [InlineData("temperature", """{"detail":[{"type":"extra_forbidden","loc":["body","temperature"],"msg":"Extra inputs are not permitted"}]}""")]
    [InlineData("temperature", """{"error":"json: unknown field \"temperature\""}""")]
    public async Task AFieldTheServerNamesIsLeftOutOnce(string field, string refusal)
    {
        using var served = new ServedBody { RefusesOnce = refusal };
        var recorded = new RecordedReply(0, "chat", "", false, 200, """{"choices":[{"message":{"content":"fine"},"finish_reason":"stop"}]}""", default);
        var request = recorded.Request() with { Options = new() { Temperature = 0.5 } };

        var reply = await recorded.Client(served).InvokeAsync(request, Token);

        Assert.Equal("fine", reply.Text);
        Assert.Equal([true, false], served.Sent.Select(s => s.Contains(field, StringComparison.Ordinal)));
    }

    private static async Task<ModelReply> ReplyAsync(string api, bool stream, string events)
    {
        using var served = new ServedBody();
        var recorded = new RecordedReply(0, api, "", stream, 200, stream ? events.Replace("|data:", "\n\ndata:", StringComparison.Ordinal) + "\n\n" : events, default);
        var client = recorded.Client(served);
        return stream ? (await client.ReadAsync(recorded.Request(), Token)).Reply : await client.InvokeAsync(recorded.Request(), Token);
    }

    private static async Task<ModelException> ErrorAsync(string api, int status, string body, (string Name, string Value)? header = null)
    {
        using var served = new ServedBody { Header = header };
        var recorded = new RecordedReply(0, api, "", false, status, body, default);
        return await Assert.ThrowsAsync<ModelException>(() => recorded.Client(served).InvokeAsync(recorded.Request(), Token));
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;
}
