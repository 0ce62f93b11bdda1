using System.Text;
using System.Text.Json;
using Skills.Engine.Providers.Http;
using Skills.Engine.Providers.Values;

namespace Skills.Engine.Providers.Bedrock;

/// <summary>Reads a Converse reply.</summary>
internal static class BedrockReply
{
    public static ModelReply? Read(JsonElement root, WireRequest call)
    {
        if (root.Get("output").Get("message").Get("content") is not { ValueKind: JsonValueKind.Array } content)
        {
            return null;
        }

        var text = new StringBuilder();
        var reasoning = new StringBuilder();
        var tools = new List<JsonElement>();
        var parts = new ReplyParts();
        foreach (var block in content.EnumerateArray())
        {
            var start = text.Length;
            text.Append(block.Text("text"));
            foreach (var cited in block.Get("citationsContent").Get("content").Items())
            {
                text.Append(cited.Text("text"));
            }

            foreach (var citation in block.Get("citationsContent").Get("citations").Items())
            {
                parts.Add(CitationOf(citation) with { Start = start, End = text.Length });
            }

            reasoning.Append(block.Get("reasoningContent").Get("reasoningText").Text("text"));
            if (block.Get("toolUse") is { } tool)
            {
                tools.Add(tool);
            }
        }

        var forced = call.Mode == SchemaMode.Tool && tools is [var first, ..] ? first.Get("input") : null;
        return parts.ApplyTo(new()
        {
            Text = forced?.GetRawText() ?? text.ToString(),
            StopReason = StopOf(root.Text("stopReason"), forced is not null),
            Usage = UsageOf(root.Get("usage")),
            ServiceTier = root.Get("serviceTier").Text("type"),
            ReasoningText = reasoning.Length > 0 ? reasoning.ToString() : null,
            ToolCalls = forced is null && tools.Count > 0 ? ValueJson.Element(tools) : null,
            Calls = forced is null ? BedrockTools.Read(tools) : [],
            Turn = forced is null && tools.Count > 0 && content.EnumerateArray().Any(static b => b.Get("reasoningContent") is not null) ? content.Clone() : null,
        });
    }

    /// <summary>A citation. Pages count from 1, documents from 0.</summary>
    public static ModelCitation CitationOf(JsonElement citation)
    {
        var location = citation.Get("location");
        var page = location.Get("documentPage");
        return new()
        {
            Url = location.Get("web").Text("url"),
            Title = citation.Text("title"),
            Text = string.Concat(citation.Get("sourceContent").Items().Select(static s => s.Text("text"))) is { Length: > 0 } passage ? passage : null,
            Document = ReplyParts.Index(page ?? location.Get("documentChar") ?? location.Get("documentChunk"), "documentIndex"),
            Page = ReplyParts.Index(page, "start"),
        };
    }

    /// <summary>The reason; the forced tool is the answer itself.</summary>
    public static StopReason StopOf(string? reason, bool forced) => reason switch
    {
        "end_turn" => StopReason.Completed,
        "tool_use" => forced ? StopReason.Completed : StopReason.ToolUse,
        "max_tokens" => StopReason.MaxTokens,
        "stop_sequence" => StopReason.StopSequence,
        "guardrail_intervened" or "content_filtered" => StopReason.ContentFilter,
        "model_context_window_exceeded" => StopReason.ContextWindow,
        _ => StopReason.Unknown,
    };

    /// <summary>Input tokens exclude what was cached; writes for an hour are told apart in the details only.</summary>
    public static TokenUsage? UsageOf(JsonElement? usage)
    {
        var written = usage.Tokens("cacheWriteInputTokens");
        long? hour = null;
        foreach (var detail in usage.Get("cacheDetails").Items())
        {
            hour = detail.Text("ttl") == "1h" ? (hour ?? 0) + ((JsonElement?)detail).Tokens("inputTokens") : hour;
        }

        var result = new TokenUsage
        {
            InputUncached = usage.Tokens("inputTokens"),
            CacheRead = usage.Tokens("cacheReadInputTokens"),
            CacheWrite5m = hour is null ? written : Math.Max(0, (written ?? 0) - hour.Value),
            CacheWrite1h = hour,
            OutputVisible = usage.Tokens("outputTokens"),
        };
        return result is { InputTotal: null, OutputTotal: null } ? null : result;
    }
}
