using System.Text;
using System.Text.Json;

namespace Skills.Engine.Providers.Http;

/// <summary>Reads a chat-completions reply.</summary>
internal static class ChatReply
{
    public static ModelReply? Read(JsonElement root, WireRequest call)
    {
        if (root.Get("choices").First() is not { } choice || choice.Get("message") is not { } message)
        {
            return null;
        }

        var calls = message.Get("tool_calls");
        var legacy = message.Get("function_call");
        var forced = call.Mode == SchemaMode.Tool ? Arguments(calls.First()) : null;
        var refusal = message.Text("refusal");
        var stop = StopOf(choice.Text("finish_reason"));
        return new()
        {
            Text = forced ?? Content(message) ?? refusal ?? "",
            StopReason = refusal is not null ? StopReason.Refusal : forced is not null && stop == StopReason.ToolUse ? StopReason.Completed : stop,
            Usage = UsageOf(root.Get("usage")),
            ModelName = root.Text("model") ?? root.Text("model_id"),
            ReasoningText = message.Text("reasoning_content") ?? message.Text("reasoning"),
            ToolCalls = forced is null && calls is { ValueKind: JsonValueKind.Array } list && list.GetArrayLength() > 0 ? list.Clone() : legacy is { } one ? Wrapped(one) : null,
        };
    }

    public static StopReason StopOf(string? reason) => reason switch
    {
        "stop" => StopReason.Completed,
        "length" => StopReason.MaxTokens,
        "tool_calls" or "function_call" => StopReason.ToolUse,
        "content_filter" => StopReason.ContentFilter,
        "time_limit" => StopReason.MaxTokens,
        _ => StopReason.Unknown,
    };

    /// <summary>Prompt tokens include what was cached, completion tokens include reasoning; parts larger than the whole are not believed.</summary>
    public static TokenUsage? UsageOf(JsonElement? usage)
    {
        var prompt = usage.Tokens("prompt_tokens");
        var completion = usage.Tokens("completion_tokens");
        var input = usage.Get("prompt_tokens_details");
        var reasoning = usage.Get("completion_tokens_details").Tokens("reasoning_tokens");
        return Normal(prompt, input.Tokens("cached_tokens"), input.Tokens("cache_write_tokens"), completion, reasoning);
    }

    /// <summary>The normal form of counts whose totals include their parts.</summary>
    public static TokenUsage? Normal(long? prompt, long? cached, long? written, long? completion, long? reasoning)
    {
        if (prompt is null && completion is null)
        {
            return null;
        }

        if ((cached ?? 0) + (written ?? 0) > (prompt ?? 0))
        {
            cached = written = null;
        }

        if (reasoning > (completion ?? 0))
        {
            reasoning = null;
        }

        return new()
        {
            InputUncached = prompt - (cached ?? 0) - (written ?? 0),
            CacheRead = cached,
            CacheWrite5m = written,
            OutputVisible = completion - (reasoning ?? 0),
            Reasoning = reasoning,
        };
    }

    // The one function of the API's older form, as the list of calls it has become.
    private static JsonElement Wrapped(JsonElement function) =>
        JsonSerializer.SerializeToElement(new[] { new Dictionary<string, object> { ["type"] = "function", ["function"] = function } });

    private static string? Arguments(JsonElement? tool) => tool.Get("function").Get("arguments") switch
    {
        { ValueKind: JsonValueKind.String } text => text.AsText(),
        { ValueKind: JsonValueKind.Object } value => value.GetRawText(),
        _ => null,
    };

    // Text, or a list of parts as some gateways send it.
    private static string? Content(JsonElement message)
    {
        switch (message.Get("content"))
        {
            case { ValueKind: JsonValueKind.String } text:
                return text.AsText() is { Length: > 0 } words ? words : null;
            case { ValueKind: JsonValueKind.Array } parts:
                var all = new StringBuilder();
                foreach (var part in parts.EnumerateArray())
                {
                    all.Append(part.Text("text"));
                }

                return all.ToString();
            default:
                return null;
        }
    }
}
