using System.Text.Json.Nodes;
using static Skills.Engine.Testing.Loopback.LoopbackText;

namespace Skills.Engine.Testing.Loopback;

/// <summary>Anthropic Messages.</summary>
internal sealed class AnthropicLoopback : ILoopbackWire
{
    public string StreamType => "text/event-stream";

    public string Whole(LoopbackCall call)
    {
        var blocks = new List<string>();
        if (call.Reply.Reasoning is { } reasoning)
        {
            blocks.Add($$$$"""{"type":"thinking","thinking":{{{{Quote(reasoning)}}}},"signature":"c2ln"}""");
        }

        if (call.ForcedTool is { } tool)
        {
            blocks.Add($$$$"""{"type":"tool_use","id":"toolu_{{{{call.Id}}}}","name":{{{{Quote(tool)}}}},"input":{{{{call.Reply.Text}}}}}""");
        }
        else if (call.HasText && call.Reply is not { StopReason: StopReason.Refusal, Text: "{}" })
        {
            blocks.Add($$$$"""{"type":"text","text":{{{{Quote(call.Reply.Text)}}}}}""");
        }

        blocks.AddRange(call.Reply.ToolCalls.Select((tool, i) =>
            $$$$"""{"type":"tool_use","id":"{{{{call.IdOf(i, "toolu_")}}}}","name":{{{{Quote(tool.Name)}}}},"input":{{{{tool.Arguments}}}}}"""));
        return $$$$"""{"id":"msg_{{{{call.Id}}}}","type":"message","role":"assistant","model":{{{{Quote(call.Model)}}}},"content":[{{{{string.Join(',', blocks)}}}}],"stop_reason":"{{{{Stop(call)}}}}","stop_sequence":null{{{{Member(",\"usage\":", call.UsageOr(Full))}}}}}""";
    }

    public LoopbackEvents Events(LoopbackCall call)
    {
        List<string> start =
        [
            Event("message_start", $$$$"""{"type":"message_start","message":{"id":"msg_{{{{call.Id}}}}","type":"message","role":"assistant","model":{{{{Quote(call.Model)}}}},"content":[],"stop_reason":null,"stop_sequence":null{{{{Member(",\"usage\":", call.UsageOr(Started))}}}}}}"""),
        ];
        var index = 0;
        if (call.Reply.Reasoning is { } reasoning)
        {
            start.Add(Event("content_block_start", """{"type":"content_block_start","index":0,"content_block":{"type":"thinking","thinking":""}}"""));
            start.Add(Event("content_block_delta", $$$$"""{"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":{{{{Quote(reasoning)}}}}}}"""));
            start.Add(Event("content_block_delta", """{"type":"content_block_delta","index":0,"delta":{"type":"signature_delta","signature":"c2ln"}}"""));
            start.Add(Event("content_block_stop", """{"type":"content_block_stop","index":0}"""));
            index = 1;
        }

        if (call.CallsTools)
        {
            return new(start, Blocks(call, index), End(call));
        }

        var block = call.ForcedTool is { } tool
            ? $$$$"""{"type":"tool_use","id":"toolu_{{{{call.Id}}}}","name":{{{{Quote(tool)}}}},"input":{}}"""
            : """{"type":"text","text":""}""";
        start.Add(Event("content_block_start", $$$$"""{"type":"content_block_start","index":{{{{index}}}},"content_block":{{{{block}}}}}"""));
        start.Add(Event("ping", """{"type":"ping"}"""));

        var deltas = call.Deltas().Select(piece => Event("content_block_delta", call.ForcedTool is null
            ? $$$$"""{"type":"content_block_delta","index":{{{{index}}}},"delta":{"type":"text_delta","text":{{{{Quote(piece)}}}}}}"""
            : $$$$"""{"type":"content_block_delta","index":{{{{index}}}},"delta":{"type":"input_json_delta","partial_json":{{{{Quote(piece)}}}}}}"""));

        return new(start, [.. deltas], [Event("content_block_stop", $$$$"""{"type":"content_block_stop","index":{{{{index}}}}}"""), .. End(call)]);
    }

    // A text block where there is text, then one block for each call.
    private static List<string> Blocks(LoopbackCall call, int index)
    {
        var events = new List<string>();
        if (call.HasText)
        {
            Block("""{"type":"text","text":""}""", call.Deltas(), static p => $$$$"""{"type":"text_delta","text":{{{{Quote(p)}}}}}""");
        }

        for (var i = 0; i < call.Reply.ToolCalls.Count; i++)
        {
            var tool = call.Reply.ToolCalls[i];
            Block(
                $$$$"""{"type":"tool_use","id":"{{{{call.IdOf(i, "toolu_")}}}}","name":{{{{Quote(tool.Name)}}}},"input":{}}""",
                ["", .. call.Pieces(tool.Arguments == "{}" ? "" : tool.Arguments)],
                static p => $$$$"""{"type":"input_json_delta","partial_json":{{{{Quote(p)}}}}}""");
        }

        return events;

        void Block(string start, IEnumerable<string> pieces, Func<string, string> delta)
        {
            events.Add(Event("content_block_start", $$$$"""{"type":"content_block_start","index":{{{{index}}}},"content_block":{{{{start}}}}}"""));
            events.AddRange(pieces.Select(p => Event("content_block_delta", $$$$"""{"type":"content_block_delta","index":{{{{index}}}},"delta":{{{{delta(p)}}}}}""")));
            events.Add(Event("content_block_stop", $$$$"""{"type":"content_block_stop","index":{{{{index++}}}}}"""));
        }
    }

    private static List<string> End(LoopbackCall call) =>
        [
            Event("message_delta", $$$$"""{"type":"message_delta","delta":{"stop_reason":"{{{{Stop(call)}}}}","stop_sequence":null}{{{{Member(",\"usage\":", call.UsageOr(Ended))}}}}}"""),
            Event("message_stop", """{"type":"message_stop"}"""),
        ];

    public LoopbackError Error(ModelErrorKind kind, string? message, TimeSpan? retryAfterInBody)
    {
        var (status, type, sentence) = kind switch
        {
            ModelErrorKind.RateLimit => (429, "rate_limit_error", "This request would exceed the rate limit for your organization."),
            ModelErrorKind.Quota => (400, "invalid_request_error", "Your credit balance is too low to access the API."),
            ModelErrorKind.Overloaded => (529, "overloaded_error", "Overloaded"),
            ModelErrorKind.Auth => (401, "authentication_error", "invalid x-api-key"),
            ModelErrorKind.Permission => (403, "permission_error", "Your API key does not have permission to use the specified resource."),
            ModelErrorKind.NotFound => (404, "not_found_error", "model: unknown"),
            ModelErrorKind.ContextWindow => (400, "invalid_request_error", "prompt is too long: 210000 tokens > 200000 maximum"),
            ModelErrorKind.ContentPolicy => (400, "content_policy_violation", "Output blocked by content filtering policy"),
            ModelErrorKind.InvalidRequest => (400, "invalid_request_error", "messages: at least one message is required"),
            _ => (500, "api_error", "Internal server error"),
        };
        return new(status, $$$$"""{"type":"error","error":{"details":null,"type":"{{{{type}}}}","message":{{{{Quote(message ?? sentence)}}}}},"request_id":"req_loopback"}""");
    }

    public string ErrorEvent(LoopbackError error) => Event("error", error.Body);

    private static string Stop(LoopbackCall call) => call.Reply.StopReason switch
    {
        StopReason.MaxTokens => "max_tokens",
        StopReason.StopSequence => "stop_sequence",
        StopReason.ToolUse => "tool_use",
        StopReason.Refusal => "refusal",
        StopReason.ContextWindow => "model_context_window_exceeded",
        _ when call.ForcedTool is not null || call.CallsTools => "tool_use",
        _ => "end_turn",
    };

    private static string Member(string name, string? value) => value is null ? "" : name + value;

    private static JsonObject Full(TokenUsage usage)
    {
        var all = Started(usage);
        foreach (var (name, value) in Ended(usage))
        {
            all[name] = value?.DeepClone();
        }

        return all;
    }

    private static JsonObject Started(TokenUsage usage)
    {
        var counts = new JsonObject { ["input_tokens"] = usage.InputUncached, ["output_tokens"] = 1 };
        if (usage.CacheRead is not null)
        {
            counts["cache_read_input_tokens"] = usage.CacheRead;
        }

        if (usage.CacheWrite5m is not null || usage.CacheWrite1h is not null)
        {
            counts["cache_creation_input_tokens"] = (usage.CacheWrite5m ?? 0) + (usage.CacheWrite1h ?? 0);
            counts["cache_creation"] = new JsonObject
            {
                ["ephemeral_5m_input_tokens"] = usage.CacheWrite5m ?? 0,
                ["ephemeral_1h_input_tokens"] = usage.CacheWrite1h ?? 0,
            };
        }

        return counts;
    }

    private static JsonObject Ended(TokenUsage usage)
    {
        var counts = new JsonObject { ["output_tokens"] = usage.OutputTotal };
        if (usage.Reasoning is not null)
        {
            counts["output_tokens_details"] = new JsonObject { ["thinking_tokens"] = usage.Reasoning };
        }

        return counts;
    }
}
