using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text;
using System.Text.Json.Nodes;
using static Skills.Engine.Testing.Loopback.LoopbackText;

namespace Skills.Engine.Testing.Loopback;

/// <summary>Amazon Bedrock's Converse API. An event is written as its name, a blank and its JSON; <see cref="Encode"/> frames it.</summary>
internal sealed class BedrockLoopback : ILoopbackWire
{
    private const string ExceptionMark = "!";

    public string StreamType => "application/vnd.amazon.eventstream";

    public string Whole(LoopbackCall call)
    {
        var reasoning = call.Reply.Reasoning is { } text ? $$$$"""{"reasoningContent":{"reasoningText":{"text":{{{{Quote(text)}}}},"signature":"c2ln"}}},""" : "";
        var block = call.ForcedTool is { } tool
            ? $$$$"""{"toolUse":{"toolUseId":"tooluse_{{{{call.Id}}}}","name":{{{{Quote(tool)}}}},"input":{{{{call.Reply.Text}}}}}}"""
            : $$$$"""{"text":{{{{Quote(call.Reply.Text)}}}}}""";
        if (call.CallsTools)
        {
            block = string.Join(',', (call.HasText ? new[] { block } : []).Concat(call.Reply.ToolCalls.Select((tool, i) =>
                $$$$"""{"toolUse":{"toolUseId":"{{{{call.IdOf(i, "tooluse_")}}}}","name":{{{{Quote(tool.Name)}}}},"input":{{{{tool.Arguments}}}}}}""")));
        }

        return $$$$"""{"metrics":{"latencyMs":42},"output":{"message":{"role":"assistant","content":[{{{{reasoning}}}}{{{{block}}}}]}},"stopReason":"{{{{Stop(call)}}}}"{{{{Usage(call)}}}}}""";
    }

    public LoopbackEvents Events(LoopbackCall call)
    {
        List<string> start = ["messageStart {\"role\":\"assistant\"}"];
        var index = 0;
        if (call.Reply.Reasoning is { } reasoning)
        {
            start.Add($$$$"""contentBlockDelta {"contentBlockIndex":0,"delta":{"reasoningContent":{"text":{{{{Quote(reasoning)}}}}}}}""");
            start.Add("""contentBlockDelta {"contentBlockIndex":0,"delta":{"reasoningContent":{"signature":"c2ln"}}}""");
            start.Add("""contentBlockStop {"contentBlockIndex":0}""");
            index = 1;
        }

        if (call.ForcedTool is { } tool)
        {
            start.Add($$$$"""contentBlockStart {"contentBlockIndex":{{{{index}}}},"start":{"toolUse":{"toolUseId":"tooluse_{{{{call.Id}}}}","name":{{{{Quote(tool)}}}}}}}""");
        }

        var deltas = call.Deltas().Select(piece => call.ForcedTool is null
            ? $$$$"""contentBlockDelta {"contentBlockIndex":{{{{index}}}},"delta":{"text":{{{{Quote(piece)}}}}}}"""
            : $$$$"""contentBlockDelta {"contentBlockIndex":{{{{index}}}},"delta":{"toolUse":{"input":{{{{Quote(piece)}}}}}}}""");
        if (call.CallsTools)
        {
            deltas = (call.HasText ? deltas.Append($$$$"""contentBlockStop {"contentBlockIndex":{{{{index}}}}}""") : []).Concat(Tools(call, index + 1));
            index += call.Reply.ToolCalls.Count;
        }

        return new(start, [.. deltas],
        [
            $$$$"""contentBlockStop {"contentBlockIndex":{{{{index}}}}}""",
            $$$$"""messageStop {"stopReason":"{{{{Stop(call)}}}}"}""",
            $$$$"""metadata {"metrics":{"latencyMs":42}{{{{Usage(call)}}}}}""",
        ]);
    }

    // The last block is ended by the end of the message.
    private static IEnumerable<string> Tools(LoopbackCall call, int first)
    {
        for (var i = 0; i < call.Reply.ToolCalls.Count; i++)
        {
            var (tool, index) = (call.Reply.ToolCalls[i], first + i);
            yield return $$$$"""contentBlockStart {"contentBlockIndex":{{{{index}}}},"start":{"toolUse":{"toolUseId":"{{{{call.IdOf(i, "tooluse_")}}}}","name":{{{{Quote(tool.Name)}}}}}}}""";
            foreach (var piece in call.Pieces(tool.Arguments))
            {
                yield return $$$$"""contentBlockDelta {"contentBlockIndex":{{{{index}}}},"delta":{"toolUse":{"input":{{{{Quote(piece)}}}}}}}""";
            }

            if (i + 1 < call.Reply.ToolCalls.Count)
            {
                yield return $$$$"""contentBlockStop {"contentBlockIndex":{{{{index}}}}}""";
            }
        }
    }

    public LoopbackError Error(ModelErrorKind kind, string? message, TimeSpan? retryAfterInBody)
    {
        var (status, type, sentence) = kind switch
        {
            ModelErrorKind.RateLimit => (429, "ThrottlingException", "Too many requests, please wait before trying again."),
            ModelErrorKind.Quota => (400, "ServiceQuotaExceededException", "Your request exceeds the service quota for your account."),
            ModelErrorKind.Overloaded => (503, "ServiceUnavailableException", "The service is temporarily unable to handle the request."),
            ModelErrorKind.Auth => (403, "UnrecognizedClientException", "The security token included in the request is invalid."),
            ModelErrorKind.Permission => (403, "AccessDeniedException", "You do not have access to the model with the specified model ID."),
            ModelErrorKind.NotFound => (404, "ResourceNotFoundException", "The model is not found."),
            ModelErrorKind.ContextWindow => (400, "ValidationException", "The model returned the following errors: Input is too long for requested model."),
            ModelErrorKind.ContentPolicy => (400, "ValidationException", "Output blocked by content filtering policy"),
            ModelErrorKind.InvalidRequest => (400, "ValidationException", "The provided request is not valid."),
            _ => (500, "InternalServerException", "The system encountered an unexpected error."),
        };
        return new(status, $$$$"""{"__type":"{{{{type}}}}","message":{{{{Quote(message ?? sentence)}}}}}""");
    }

    public string ErrorEvent(LoopbackError error)
    {
        var body = System.Text.Json.JsonElement.Parse(error.Body);
        var type = body.GetProperty("__type").GetString()!;
        return ExceptionMark + char.ToLowerInvariant(type[0]) + type[1..] + " " + error.Body;
    }

    public byte[] Encode(string piece)
    {
        var blank = piece.IndexOf(' ', StringComparison.Ordinal);
        if (blank <= 0 || piece[0] == '{')
        {
            return Encoding.UTF8.GetBytes(piece);
        }

        var name = piece[..blank];
        var isException = name.StartsWith(ExceptionMark, StringComparison.Ordinal);
        using var headers = new MemoryStream();
        WriteHeader(headers, isException ? ":exception-type" : ":event-type", isException ? name[1..] : name);
        WriteHeader(headers, ":content-type", "application/json");
        WriteHeader(headers, ":message-type", isException ? "exception" : "event");
        return Frame(headers.ToArray(), Encoding.UTF8.GetBytes(piece[(blank + 1)..]));
    }

    private static byte[] Frame(byte[] headers, byte[] payload)
    {
        var message = new byte[16 + headers.Length + payload.Length];
        BinaryPrimitives.WriteUInt32BigEndian(message, (uint)message.Length);
        BinaryPrimitives.WriteUInt32BigEndian(message.AsSpan(4), (uint)headers.Length);
        BinaryPrimitives.WriteUInt32BigEndian(message.AsSpan(8), Crc32.HashToUInt32(message.AsSpan(0, 8)));
        headers.CopyTo(message, 12);
        payload.CopyTo(message, 12 + headers.Length);
        BinaryPrimitives.WriteUInt32BigEndian(message.AsSpan(message.Length - 4), Crc32.HashToUInt32(message.AsSpan(0, message.Length - 4)));
        return message;
    }

    private static void WriteHeader(MemoryStream headers, string name, string value)
    {
        Span<byte> length = stackalloc byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(length, (ushort)value.Length);
        headers.WriteByte((byte)name.Length);
        headers.Write(Encoding.ASCII.GetBytes(name));
        headers.WriteByte(7);
        headers.Write(length);
        headers.Write(Encoding.ASCII.GetBytes(value));
    }

    private static string Stop(LoopbackCall call) => call.Reply.StopReason switch
    {
        StopReason.MaxTokens => "max_tokens",
        StopReason.StopSequence => "stop_sequence",
        StopReason.ContentFilter or StopReason.Refusal => "content_filtered",
        StopReason.ToolUse => "tool_use",
        _ => call.ForcedTool is null && !call.CallsTools ? "end_turn" : "tool_use",
    };

    private static string Usage(LoopbackCall call) => call.UsageOr(Counts) is { } usage ? ",\"usage\":" + usage : "";

    private static JsonObject Counts(TokenUsage usage)
    {
        var counts = new JsonObject
        {
            ["inputTokens"] = usage.InputUncached,
            ["outputTokens"] = usage.OutputTotal,
            ["totalTokens"] = (usage.InputTotal ?? 0) + (usage.OutputTotal ?? 0),
        };
        if (usage.CacheRead is not null)
        {
            counts["cacheReadInputTokens"] = usage.CacheRead;
        }

        if (usage.CacheWrite5m is not null)
        {
            counts["cacheWriteInputTokens"] = usage.CacheWrite5m;
        }

        return counts;
    }
}
