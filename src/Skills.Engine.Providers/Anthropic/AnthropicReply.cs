using System.Globalization;
using System.Text;
using System.Text.Json;
using Skills.Engine.Providers.Http;
using Skills.Engine.Providers.Values;

namespace Skills.Engine.Providers.Anthropic;

/// <summary>Reads a Messages reply.</summary>
internal static class AnthropicReply
{
    public static ModelReply? Read(JsonElement root, WireRequest call, bool longCache)
    {
        if (root.Get("content") is not { ValueKind: JsonValueKind.Array } content)
        {
            return null;
        }

        var text = new StringBuilder();
        var reasoning = new StringBuilder();
        var tools = new List<JsonElement>();
        var parts = new ReplyParts();
        foreach (var block in content.EnumerateArray())
        {
            AnthropicParts.Take(parts, block, text.Length, text.Length + (block.Text("text")?.Length ?? 0));
            switch (block.Text("type"))
            {
                case "text":
                    text.Append(block.Text("text"));
                    break;
                case "thinking":
                    reasoning.Append(block.Text("thinking"));
                    break;
                case "tool_use":
                    tools.Add(block);
                    break;
            }
        }

        var forced = call.Mode == SchemaMode.Tool && tools is [var tool, ..] ? tool.Get("input") : null;
        return parts.ApplyTo(new()
        {
            Text = forced?.GetRawText() ?? text.ToString(),
            StopReason = forced is null ? StopOf(root.Text("stop_reason")) : StopOfForced(root.Text("stop_reason")),
            Usage = UsageOf(root.Get("usage"), longCache),
            BilledBeside = BilledBeside(root.Get("usage")),
            WebSearches = SearchesOf(root.Get("usage")),
            ServiceTier = root.Get("usage").Text("service_tier"),
            ModelName = root.Text("model"),
            ReasoningText = reasoning.Length > 0 ? reasoning.ToString() : null,
            ToolCalls = forced is null && tools.Count > 0 ? ValueJson.Element(tools) : null,
            Calls = forced is null ? AnthropicTools.Read(tools) : [],
            Turn = forced is null && tools.Count > 0 && content.EnumerateArray().Any(static b => AnthropicTools.IsMore(b.Text("type"))) ? content.Clone() : null,
        });
    }

    public static StopReason StopOf(string? reason) => reason switch
    {
        "end_turn" => StopReason.Completed,
        "max_tokens" => StopReason.MaxTokens,
        "stop_sequence" => StopReason.StopSequence,
        "tool_use" or "pause_turn" => StopReason.ToolUse,
        "refusal" => StopReason.Refusal,
        "model_context_window_exceeded" => StopReason.ContextWindow,
        _ => StopReason.Unknown,
    };

    /// <summary>A forced tool call is the answer itself, not a wish for tools.</summary>
    public static StopReason StopOfForced(string? reason) => StopOf(reason) is StopReason.ToolUse ? StopReason.Completed : StopOf(reason);

    /// <summary>The API's input excludes what was cached, so the parts are taken as they are. Writes without a split are of the kind that was asked for.</summary>
    public static TokenUsage? UsageOf(JsonElement? usage, bool longCache)
    {
        var output = usage.Tokens("output_tokens");
        var thinking = usage.Get("output_tokens_details").Tokens("thinking_tokens");
        var split = usage.Get("cache_creation");
        var unsplit = split is null ? usage.Tokens("cache_creation_input_tokens") : null;
        var result = new TokenUsage
        {
            InputUncached = usage.Tokens("input_tokens"),
            CacheRead = usage.Tokens("cache_read_input_tokens"),
            CacheWrite5m = longCache ? split.Tokens("ephemeral_5m_input_tokens") : unsplit ?? split.Tokens("ephemeral_5m_input_tokens"),
            CacheWrite1h = longCache ? unsplit ?? split.Tokens("ephemeral_1h_input_tokens") : split.Tokens("ephemeral_1h_input_tokens"),
            OutputVisible = thinking > output ? output : output - (thinking ?? 0),
            Reasoning = thinking > output ? null : thinking,
        };
        return result is { InputTotal: null, OutputTotal: null } ? null : result;
    }

    /// <summary>What the counts leave out: uses of the vendor's own tools, and passes of other models or for compaction that only <c>iterations</c> tells of.</summary>
    public static IReadOnlyList<string> BilledBeside(JsonElement? usage)
    {
        var beside = new List<string>();
        if (SearchesOf(usage) is > 0 and var searches)
        {
            beside.Add(string.Create(CultureInfo.InvariantCulture, $"web_search_requests: {searches}"));
        }

        var apart = usage.Get("iterations").Items().Where(static i => i.Text("type") is not (null or "message" or "fallback_message")).Select(static i => TotalOf(i)).Sum();
        if (apart > 0)
        {
            beside.Add(string.Create(CultureInfo.InvariantCulture, $"iterations: {apart} tokens"));
        }

        return beside;
    }

    /// <summary>Searches of the vendor's own tool; null when unsaid.</summary>
    public static long? SearchesOf(JsonElement? usage) => usage.Get("server_tool_use").Tokens("web_search_requests");

    private static long TotalOf(JsonElement? pass) =>
        (pass.Tokens("input_tokens") ?? 0) + (pass.Tokens("cache_read_input_tokens") ?? 0) + (pass.Tokens("cache_creation_input_tokens") ?? 0) + (pass.Tokens("output_tokens") ?? 0);
}
