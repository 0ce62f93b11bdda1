using System.Text.Json;
using Skills.Engine.Providers.Values;

namespace Skills.Engine.Providers.Http;

/// <summary>Reads a chat-completions reply.</summary>
internal static class ChatReply
{
    public static ModelReply? Read(JsonElement root, WireRequest call)
    {
        if (root.Get("choices").First() is not { } choice)
        {
            return null;
        }

        // An answer that was filtered has no message at Azure.
        var said = choice.Get("message");
        var stop = StopOf(choice.Text("finish_reason"));
        if (said is null && stop != StopReason.ContentFilter)
        {
            return null;
        }

        var calls = said.Get("tool_calls");
        var list = calls is { ValueKind: JsonValueKind.Array } many && many.GetArrayLength() > 0 ? many.Clone()
            : said.Get("function_call") is { } one ? Wrapped(one) : (JsonElement?)null;
        var forced = call.Mode == SchemaMode.Tool ? Arguments(calls.First()) : null;
        var refusal = said.Text("refusal") is { } words && !string.IsNullOrWhiteSpace(words) ? words : null;
        var parts = new ReplyParts();
        ChatParts.Take(parts, root, choice, said);
        ChatParts.AddSources(parts, root.Get("citations"));
        return parts.ApplyTo(new()
        {
            Text = forced ?? (ChatContent.TextOf(said) is { Length: > 0 } text ? text : refusal ?? ""),
            StopReason = StopOf(stop, refusal is not null, forced is not null, IsNamed(list.First())),
            Usage = ChatUsage.Read(root.Get("usage")),
            ModelName = root.Text("model") ?? root.Text("model_id"),
            ReasoningText = ChatContent.ReasoningOf(said),
            ToolCalls = forced is null ? list : null,
            Calls = forced is null ? ChatTools.Read(list) : [],
            ServiceTier = root.Text("service_tier"),
            ChargedUsd = ChatUsage.Charged(root.Get("usage")),
            ChargeIsInUsd = false,
            BilledBeside = ChatUsage.Unexplained(root.Get("usage")),
        });
    }

    /// <summary>The reason in view of what came: a refusal, the forced tool that is the answer itself, or calls the server forgot to name as the reason.</summary>
    public static StopReason StopOf(StopReason told, bool refused, bool forced, bool tools) =>
        refused ? StopReason.Refusal
        : forced ? told == StopReason.ToolUse ? StopReason.Completed : told
        : tools && told is (StopReason.Completed or StopReason.Unknown) ? StopReason.ToolUse
        : told;

    /// <summary>The reason by OpenAI's name or by those of other servers: Together, TGI, xAI, Mistral, watsonx and Z.ai. Some write theirs in capitals.</summary>
    public static StopReason StopOf(string? reason) => reason?.ToLowerInvariant() switch
    {
        "stop" or "eos" or "eos_token" or "end_turn" or "stop_sequence" => StopReason.Completed,
        "length" or "max_tokens" or "time_limit" => StopReason.MaxTokens,
        "model_length" => StopReason.ContextWindow,
        "tool_calls" or "function_call" or "tool_use" => StopReason.ToolUse,
        "content_filter" or "sensitive" or "safety" => StopReason.ContentFilter,
        _ => StopReason.Unknown,
    };

    // Some gateways fill every field they know: a call without a name asks for nothing.
    private static bool IsNamed(JsonElement? tool) => tool is not null && tool.Get("function").Text("name") is not "";

    // The one function of the API's older form, as the list of calls it has become.
    private static JsonElement Wrapped(JsonElement function) =>
        ValueJson.Element(new[] { new Dictionary<string, object> { ["type"] = "function", ["function"] = function } });

    private static string? Arguments(JsonElement? tool) => tool.Get("function").Get("arguments") switch
    {
        { ValueKind: JsonValueKind.String } text => text.AsText(),
        { ValueKind: JsonValueKind.Object } value => value.GetRawText(),
        _ => null,
    };
}
