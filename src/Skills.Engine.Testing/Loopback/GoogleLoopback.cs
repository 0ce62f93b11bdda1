using System.Text.Json.Nodes;
using System.Globalization;
using static Skills.Engine.Testing.Loopback.LoopbackText;

namespace Skills.Engine.Testing.Loopback;

/// <summary>Google Gemini generateContent.</summary>
internal sealed class GoogleLoopback : ILoopbackWire
{
    public string StreamType => "text/event-stream";

    public string Whole(LoopbackCall call) => Chunk(call, Parts(call, call.Reply.Text), Finish(call));

    public LoopbackEvents Events(LoopbackCall call)
    {
        var start = call.Reply.Reasoning is { } reasoning
            ? Data(Chunk(call, $$$$"""{"text":{{{{Quote(reasoning)}}}},"thought":true}""", null))
            : Data(Chunk(call, """{"text":""}""", null));

        // A function call is not streamed in pieces.
        var pieces = call.ForcedTool is null ? call.Deltas() : [call.Reply.Text];
        var functions = call.Reply.ToolCalls.Select((_, i) => Data(Chunk(call, Function(call, i), null)));
        return new(
            [start],
            [.. pieces.Select(piece => Data(Chunk(call, TextPart(call, piece), null))), .. functions],
            [Data(Chunk(call, """{"text":""}""", Finish(call)))]);
    }

    public LoopbackError Error(ModelErrorKind kind, string? message, TimeSpan? retryAfterInBody)
    {
        if (kind == ModelErrorKind.ContentPolicy)
        {
            // A blocked prompt is no HTTP error here.
            return new(200, """{"promptFeedback":{"blockReason":"PROHIBITED_CONTENT"},"usageMetadata":{"promptTokenCount":12,"totalTokenCount":12},"modelVersion":"loopback"}""");
        }

        var (code, status, sentence, detail) = kind switch
        {
            ModelErrorKind.RateLimit => (429, "RESOURCE_EXHAUSTED", "Resource exhausted.", Quota("GenerateRequestsPerMinutePerProjectPerModel")),
            ModelErrorKind.Quota => (429, "RESOURCE_EXHAUSTED", "You exceeded your current quota.", Quota("GenerateRequestsPerDayPerProjectPerModel-FreeTier")),
            ModelErrorKind.Overloaded => (503, "UNAVAILABLE", "The model is overloaded.", ""),
            ModelErrorKind.Auth => (400, "INVALID_ARGUMENT", "API key not valid.", """{"@type":"type.googleapis.com/google.rpc.ErrorInfo","reason":"API_KEY_INVALID","domain":"googleapis.com"}"""),
            ModelErrorKind.Permission => (403, "PERMISSION_DENIED", "Permission denied.", ""),
            ModelErrorKind.NotFound => (404, "NOT_FOUND", "The model is not found.", ""),
            ModelErrorKind.ContextWindow => (400, "INVALID_ARGUMENT", "The input token count (2000000) exceeds the maximum number of tokens allowed (1048576).", ""),
            ModelErrorKind.InvalidRequest => (400, "INVALID_ARGUMENT", "Invalid value at 'contents'.", ""),
            ModelErrorKind.Canceled => (499, "CANCELLED", "The operation was cancelled.", ""),
            _ => (500, "INTERNAL", "An internal error has occurred.", ""),
        };
        var retry = retryAfterInBody is { } wait
            ? $$$$"""{"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"{{{{wait.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture)}}}}s"}"""
            : "";
        var details = string.Join(',', ((string[])[detail, retry]).Where(static d => d.Length > 0));
        return new(code, $$$$"""{"error":{"code":{{{{code}}}},"message":{{{{Quote(message ?? sentence)}}}},"status":"{{{{status}}}}","details":[{{{{details}}}}]}}""");
    }

    public string ErrorEvent(LoopbackError error) => Data(error.Body);

    private static string Quota(string id) => $$$$"""{"@type":"type.googleapis.com/google.rpc.QuotaFailure","violations":[{"quotaId":"{{{{id}}}}"}]}""";

    private static string Parts(LoopbackCall call, string text)
    {
        var thought = call.Reply.Reasoning is { } reasoning ? $$$$"""{"text":{{{{Quote(reasoning)}}}},"thought":true},""" : "";
        return thought + string.Join(',', (call.HasText ? new[] { TextPart(call, text) } : []).Concat(call.Reply.ToolCalls.Select((_, i) => Function(call, i))));
    }

    private static string TextPart(LoopbackCall call, string text) => call.ForcedTool is { } tool
        ? $$$$"""{"functionCall":{"name":{{{{Quote(tool)}}}},"args":{{{{text}}}}}}"""
        : $$$$"""{"text":{{{{Quote(text)}}}}}""";

    // The first call of a turn carries the signature of the thoughts before it.
    private static string Function(LoopbackCall call, int index)
    {
        var tool = call.Reply.ToolCalls[index];
        var id = tool.Id is { } given ? $"\"id\":{Quote(given)}," : "";
        var signature = index == 0 && call.Reply.Reasoning is not null ? ",\"thoughtSignature\":\"c2ln\"" : "";
        return $$$$"""{"functionCall":{ {{{{id}}}}"name":{{{{Quote(tool.Name)}}}},"args":{{{{tool.Arguments}}}}}{{{{signature}}}}}""";
    }

    private static string Chunk(LoopbackCall call, string parts, string? finish)
    {
        var reason = finish is null ? "" : ",\"finishReason\":\"" + finish + "\"";
        var usage = call.UsageOr(Counts) is { } counts ? ",\"usageMetadata\":" + counts : "";
        return $$$$"""{"candidates":[{"content":{"parts":[{{{{parts}}}}],"role":"model"}{{{{reason}}}},"index":0}]{{{{usage}}}},"modelVersion":{{{{Quote(call.Model)}}}},"responseId":"resp-{{{{call.Id}}}}"}""";
    }

    private static string Finish(LoopbackCall call) => call.Reply.StopReason switch
    {
        StopReason.MaxTokens => "MAX_TOKENS",
        StopReason.ContentFilter or StopReason.Refusal => "SAFETY",
        _ => "STOP",
    };

    private static JsonObject Counts(TokenUsage usage)
    {
        var counts = new JsonObject
        {
            ["promptTokenCount"] = usage.InputTotal,
            ["candidatesTokenCount"] = usage.OutputVisible,
            ["totalTokenCount"] = (usage.InputTotal ?? 0) + (usage.OutputTotal ?? 0),
        };
        if (usage.CacheRead is not null)
        {
            counts["cachedContentTokenCount"] = usage.CacheRead;
        }

        if (usage.Reasoning is not null)
        {
            counts["thoughtsTokenCount"] = usage.Reasoning;
        }

        return counts;
    }
}
