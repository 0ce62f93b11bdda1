using System.Text.Json.Nodes;
using static Skills.Engine.Testing.Loopback.LoopbackText;

namespace Skills.Engine.Testing.Loopback;

/// <summary>Ollama's own chat: lines of JSON.</summary>
internal sealed class OllamaLoopback : ILoopbackWire
{
    public string StreamType => "application/x-ndjson";

    public string Whole(LoopbackCall call) => Line(call, call.Reply.Text, call.Reply.Reasoning, done: true, Calls(call, 0, call.Reply.ToolCalls.Count));

    public LoopbackEvents Events(LoopbackCall call) => new(
        [Line(call, "", call.Reply.Reasoning, done: false) + "\n"],
        [
            .. call.Deltas().Select(piece => Line(call, piece, null, done: false) + "\n"),
            .. call.Reply.ToolCalls.Select((_, i) => Line(call, "", null, done: false, Calls(call, i, 1)) + "\n"),
        ],
        [Line(call, "", null, done: true) + "\n"]);

    public LoopbackError Error(ModelErrorKind kind, string? message, TimeSpan? retryAfterInBody)
    {
        var (status, sentence) = kind switch
        {
            ModelErrorKind.RateLimit => (429, "too many requests"),
            ModelErrorKind.Quota => (402, "usage limit reached"),
            ModelErrorKind.Overloaded => (503, "server busy, please try again. maximum pending requests exceeded"),
            ModelErrorKind.Auth => (401, "unauthorized"),
            ModelErrorKind.Permission => (403, "forbidden"),
            ModelErrorKind.NotFound => (404, "model 'unknown' not found"),
            ModelErrorKind.ContextWindow => (400, "the prompt exceeds the context size"),
            ModelErrorKind.InvalidRequest or ModelErrorKind.ContentPolicy => (400, "invalid options"),
            _ => (500, "llama runner process has terminated"),
        };
        return new(status, $$$$"""{"error":{{{{Quote(message ?? sentence)}}}}}""");
    }

    public string ErrorEvent(LoopbackError error) => error.Body + "\n";

    private static string Line(LoopbackCall call, string text, string? reasoning, bool done, string calls = "")
    {
        var thinking = reasoning is null ? "" : ",\"thinking\":" + Quote(reasoning);
        var end = "";
        if (done)
        {
            var reason = call.Reply.StopReason == StopReason.MaxTokens ? "length" : "stop";
            end = $",\"done_reason\":\"{reason}\",\"total_duration\":5000000{Counts(call)}";
        }

        return $$$$"""{"model":{{{{Quote(call.Model)}}}},"created_at":"2026-08-21T12:00:00Z","message":{"role":"assistant","content":{{{{Quote(text)}}}}{{{{thinking}}}}{{{{calls}}}}},"done":{{{{(done ? "true" : "false")}}}}{{{{end}}}}}""";
    }

    // Each call comes whole, and without an id unless one is scripted.
    private static string Calls(LoopbackCall call, int from, int count) => count == 0 ? "" : ",\"tool_calls\":[" + string.Join(',', call.Reply.ToolCalls.Skip(from).Take(count).Select(static (tool, i) =>
        $$$$"""{ {{{{(tool.Id is { } id ? $"\"id\":{Quote(id)}," : "")}}}}"function":{"index":{{{{i}}}},"name":{{{{Quote(tool.Name)}}}},"arguments":{{{{tool.Arguments}}}}}}""")) + "]";

    // The counts lie flat in the last line; a scripted usage object is spread there.
    private static string Counts(LoopbackCall call)
    {
        var usage = call.UsageOr(static u => new JsonObject { ["prompt_eval_count"] = u.InputTotal, ["eval_count"] = u.OutputTotal });
        return usage is null || !usage.StartsWith('{') ? "" : "," + usage[1..^1];
    }
}
