using System.Text.Json.Nodes;
using static Skills.Engine.Testing.Loopback.LoopbackText;

namespace Skills.Engine.Testing.Loopback;

/// <summary>OpenAI Responses.</summary>
internal sealed class ResponsesLoopback : ILoopbackWire
{
    private readonly ChatLoopback _errors = new();

    public string StreamType => "text/event-stream";

    public string Whole(LoopbackCall call) => Response(call, full: true);

    public LoopbackEvents Events(LoopbackCall call)
    {
        var number = 0;
        string Numbered(string type, string members) => Event(type, $$$$"""{"type":"{{{{type}}}}","sequence_number":{{{{number++}}}}{{{{members}}}}}""");

        List<string> start =
        [
            Numbered("response.created", ",\"response\":" + Response(call, full: false)),
            Numbered("response.in_progress", ",\"response\":" + Response(call, full: false)),
            Numbered("response.output_item.added", ",\"output_index\":0,\"item\":{\"id\":\"item_1\",\"type\":\"message\",\"status\":\"in_progress\",\"role\":\"assistant\",\"content\":[]}"),
        ];
        if (call.Reply.Reasoning is { } thought)
        {
            start.AddRange(call.Pieces(thought).Select(piece => Numbered("response.reasoning_summary_text.delta", $",\"item_id\":\"rs_1\",\"output_index\":0,\"summary_index\":0,\"delta\":{Quote(piece)}")));
        }

        var kind = call.ForcedTool is not null ? "response.function_call_arguments.delta"
            : call.Reply.StopReason == StopReason.Refusal ? "response.refusal.delta" : "response.output_text.delta";
        var deltas = (call.HasText ? call.Deltas() : []).Select(piece => Numbered(kind, $",\"item_id\":\"item_1\",\"output_index\":0,\"content_index\":0,\"delta\":{Quote(piece)}")).ToList();
        for (var i = 0; i < call.Reply.ToolCalls.Count; i++)
        {
            var (item, output) = (Function(call, i), i + 1);
            deltas.Add(Numbered("response.output_item.added", $",\"output_index\":{output},\"item\":{item}"));
            deltas.AddRange(call.Pieces(call.Reply.ToolCalls[i].Arguments).Select(piece => Numbered("response.function_call_arguments.delta", $",\"item_id\":\"fc_{i}\",\"output_index\":{output},\"delta\":{Quote(piece)}")));
            deltas.Add(Numbered("response.output_item.done", $",\"output_index\":{output},\"item\":{item}"));
        }

        var last = Incomplete(call) is null ? "response.completed" : "response.incomplete";
        return new(start, deltas, [Numbered(last, ",\"response\":" + Response(call, full: true))]);
    }

    public LoopbackError Error(ModelErrorKind kind, string? message, TimeSpan? retryAfterInBody) => _errors.Error(kind, message, retryAfterInBody);

    // In a stream the error's members lie flat beside its type.
    public string ErrorEvent(LoopbackError error)
    {
        var inner = System.Text.Json.JsonElement.Parse(error.Body).GetProperty("error");
        return Event("error", $$$$"""{"type":"error","sequence_number":99,"code":{{{{inner.GetProperty("code").GetRawText()}}}},"message":{{{{inner.GetProperty("message").GetRawText()}}}},"param":null}""");
    }

    private static string Response(LoopbackCall call, bool full)
    {
        var status = !full ? "in_progress" : Incomplete(call) is null ? "completed" : "incomplete";
        var details = full && Incomplete(call) is { } reason ? "{\"reason\":\"" + reason + "\"}" : "null";
        var usage = full && call.UsageOr(Counts) is { } counts ? counts : "null";
        return $$$$"""{"id":"resp_{{{{call.Id}}}}","object":"response","created_at":1787313600,"status":"{{{{status}}}}","error":null,"incomplete_details":{{{{details}}}},"model":{{{{Quote(call.Model)}}}},"output":[{{{{(full ? Output(call) : "")}}}}],"usage":{{{{usage}}}}}""";
    }

    private static string Output(LoopbackCall call)
    {
        var reasoning = call.Reply.Reasoning is { } text
            ? $$$$"""{"id":"rs_1","type":"reasoning","summary":[{"type":"summary_text","text":{{{{Quote(text)}}}}}]{{{{(call.CallsTools ? ",\"encrypted_content\":\"ZW5j\"" : "")}}}}},"""
            : "";
        if (call.ForcedTool is { } tool)
        {
            return reasoning + $$$$"""{"id":"fc_1","type":"function_call","status":"completed","call_id":"call_1","name":{{{{Quote(tool)}}}},"arguments":{{{{Quote(call.Reply.Text)}}}}}""";
        }

        if (call.CallsTools)
        {
            var message = call.HasText ? $$$$"""{"id":"item_1","type":"message","status":"completed","role":"assistant","content":[{"type":"output_text","text":{{{{Quote(call.Reply.Text)}}}},"annotations":[]}]},""" : "";
            return reasoning + message + string.Join(',', call.Reply.ToolCalls.Select((_, i) => Function(call, i)));
        }

        var part = call.Reply.StopReason == StopReason.Refusal
            ? $$$$"""{"type":"refusal","refusal":{{{{Quote(call.Reply.Text)}}}}}"""
            : $$$$"""{"type":"output_text","text":{{{{Quote(call.Reply.Text)}}}},"annotations":[]}""";
        return reasoning + $$$$"""{"id":"item_1","type":"message","status":"completed","role":"assistant","content":[{{{{part}}}}]}""";
    }

    private static string Function(LoopbackCall call, int index)
    {
        var tool = call.Reply.ToolCalls[index];
        return $$$$"""{"id":"fc_{{{{index}}}}","type":"function_call","status":"completed","call_id":{{{{Quote(call.IdOf(index, "call_"))}}}},"name":{{{{Quote(tool.Name)}}}},"arguments":{{{{Quote(tool.Arguments)}}}}}""";
    }

    private static string? Incomplete(LoopbackCall call) => call.Reply.StopReason switch
    {
        StopReason.MaxTokens => "max_output_tokens",
        StopReason.ContentFilter => "content_filter",
        _ => null,
    };

    private static JsonObject Counts(TokenUsage usage) => new()
    {
        ["input_tokens"] = usage.InputTotal,
        ["input_tokens_details"] = new JsonObject { ["cached_tokens"] = usage.CacheRead, ["cache_write_tokens"] = usage.CacheWrite5m },
        ["output_tokens"] = usage.OutputTotal,
        ["output_tokens_details"] = new JsonObject { ["reasoning_tokens"] = usage.Reasoning },
        ["total_tokens"] = (usage.InputTotal ?? 0) + (usage.OutputTotal ?? 0),
    };
}
