using System.Text.Json.Nodes;
using static Skills.Engine.Testing.Loopback.LoopbackText;

namespace Skills.Engine.Testing.Loopback;

/// <summary>OpenAI chat completions.</summary>
internal sealed class ChatLoopback : ILoopbackWire
{
    public string StreamType => "text/event-stream";

    public string Whole(LoopbackCall call) =>
        $$$$"""{"id":"chatcmpl-{{{{call.Id}}}}","object":"chat.completion","created":1787313600,"model":{{{{Quote(call.Model)}}}},"choices":[{"index":0,"message":{{{{Message(call)}}}},"logprobs":null,"finish_reason":"{{{{Finish(call)}}}}"}]{{{{Usage(call)}}}}}""";

    public LoopbackEvents Events(LoopbackCall call)
    {
        List<string> start = [Chunk(call, """{"role":"assistant","content":""}""", null)];
        if (call.Reply.Reasoning is { } reasoning)
        {
            start.Add(Chunk(call, $$$$"""{"reasoning_content":{{{{Quote(reasoning)}}}}}""", null));
        }

        if (call.ForcedTool is { } tool)
        {
            start.Add(Chunk(call, $$$$"""{"tool_calls":[{"index":0,"id":"call_{{{{call.Id}}}}","type":"function","function":{"name":{{{{Quote(tool)}}}},"arguments":""}}]}""", null));
        }

        var deltas = (call.HasText ? call.Deltas().Select(piece => Chunk(call, Piece(call, piece), null)) : []).Concat(ChatLoopbackTools.Pieces(call).Select(delta => Chunk(call, delta, null)));
        List<string> end = [Chunk(call, "{}", Finish(call))];
        if (Usage(call) is { Length: > 0 } usage)
        {
            end.Add(Data($$$$"""{"id":"chatcmpl-{{{{call.Id}}}}","object":"chat.completion.chunk","created":1787313600,"model":{{{{Quote(call.Model)}}}},"choices":[]{{{{usage}}}}}"""));
        }

        end.Add(Data("[DONE]"));
        return new(start, [.. deltas], end);
    }

    public LoopbackError Error(ModelErrorKind kind, string? message, TimeSpan? retryAfterInBody)
    {
        var (status, type, code, sentence) = kind switch
        {
            ModelErrorKind.RateLimit => (429, "requests", "rate_limit_exceeded", "Rate limit reached."),
            ModelErrorKind.Quota => (429, "insufficient_quota", "insufficient_quota", "You exceeded your current quota."),
            ModelErrorKind.Overloaded => (503, "service_unavailable_error", "server_is_overloaded", "The server is overloaded."),
            ModelErrorKind.Auth => (401, "invalid_request_error", "invalid_api_key", "Incorrect API key provided."),
            ModelErrorKind.Permission => (403, "permission_error", "insufficient_permissions", "You have insufficient permissions for this operation."),
            ModelErrorKind.NotFound => (404, "invalid_request_error", "model_not_found", "The model does not exist."),
            ModelErrorKind.ContextWindow => (400, "invalid_request_error", "context_length_exceeded", "This model's maximum context length is exceeded."),
            ModelErrorKind.ContentPolicy => (400, "invalid_request_error", "content_policy_violation", "The request was rejected by the safety system."),
            ModelErrorKind.InvalidRequest => (400, "invalid_request_error", "unsupported_parameter", "Unsupported parameter."),
            _ => (500, "server_error", "server_error", "The server had an error."),
        };
        return new(status, $$$$"""{"error":{"message":{{{{Quote(message ?? sentence)}}}},"type":"{{{{type}}}}","param":null,"code":"{{{{code}}}}"}}""");
    }

    public string ErrorEvent(LoopbackError error) => Data(error.Body);

    private static string Message(LoopbackCall call)
    {
        var reasoning = call.Reply.Reasoning is { } text ? $"\"reasoning_content\":{Quote(text)}," : "";
        if (call.ForcedTool is { } tool)
        {
            return $$$$"""{"role":"assistant",{{{{reasoning}}}}"content":null,"refusal":null,"tool_calls":[{"id":"call_{{{{call.Id}}}}","type":"function","function":{"name":{{{{Quote(tool)}}}},"arguments":{{{{Quote(call.Reply.Text)}}}}}}]}""";
        }

        if (call.CallsTools)
        {
            var content = call.HasText ? Quote(call.Reply.Text) : "null";
            return $$$$"""{"role":"assistant",{{{{reasoning}}}}"content":{{{{content}}}},"refusal":null,"tool_calls":{{{{ChatLoopbackTools.Whole(call)}}}}}""";
        }

        return call.Reply.StopReason == StopReason.Refusal
            ? $$$$"""{"role":"assistant",{{{{reasoning}}}}"content":null,"refusal":{{{{Quote(call.Reply.Text)}}}}}"""
            : $$$$"""{"role":"assistant",{{{{reasoning}}}}"content":{{{{Quote(call.Reply.Text)}}}},"refusal":null}""";
    }

    private static string Piece(LoopbackCall call, string piece) => call switch
    {
        { ForcedTool: not null } => $$$$"""{"tool_calls":[{"index":0,"function":{"arguments":{{{{Quote(piece)}}}}}}]}""",
        { Reply.StopReason: StopReason.Refusal } => $$$$"""{"refusal":{{{{Quote(piece)}}}}}""",
        _ => $$$$"""{"content":{{{{Quote(piece)}}}}}""",
    };

    private static string Chunk(LoopbackCall call, string delta, string? finish) =>
        Data($$$$"""{"id":"chatcmpl-{{{{call.Id}}}}","object":"chat.completion.chunk","created":1787313600,"model":{{{{Quote(call.Model)}}}},"choices":[{"index":0,"delta":{{{{delta}}}},"logprobs":null,"finish_reason":{{{{(finish is null ? "null" : Quote(finish))}}}}}],"usage":null}""");

    private static string Finish(LoopbackCall call) => call.Reply.StopReason switch
    {
        StopReason.MaxTokens => "length",
        StopReason.ToolUse => "tool_calls",
        StopReason.ContentFilter => "content_filter",
        _ => call.CallsTools ? "tool_calls" : "stop",
    };

    private static string Usage(LoopbackCall call) => call.UsageOr(Counts) is { } usage ? ",\"usage\":" + usage : "";

    internal static JsonObject Counts(TokenUsage usage)
    {
        var counts = new JsonObject
        {
            ["prompt_tokens"] = usage.InputTotal,
            ["completion_tokens"] = usage.OutputTotal,
            ["total_tokens"] = (usage.InputTotal ?? 0) + (usage.OutputTotal ?? 0),
        };
        if (usage.CacheRead is not null || usage.CacheWrite5m is not null)
        {
            counts["prompt_tokens_details"] = new JsonObject { ["cached_tokens"] = usage.CacheRead, ["cache_write_tokens"] = usage.CacheWrite5m };
        }

        if (usage.Reasoning is not null)
        {
            counts["completion_tokens_details"] = new JsonObject { ["reasoning_tokens"] = usage.Reasoning };
        }

        return counts;
    }
}
