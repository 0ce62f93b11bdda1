using System.Globalization;
using System.Text;
using System.Text.Json;
using Skills.Engine.Providers.Http;
using Skills.Engine.Providers.Values;

namespace Skills.Engine.Providers.OpenAI;

/// <summary>Reads a response object, whole or from the event that ends a stream.</summary>
internal static class ResponsesReply
{
    public static ModelReply? Read(JsonElement root, WireRequest call) =>
        root.Get("output") is { ValueKind: JsonValueKind.Array } output ? Read(root, output.EnumerateArray(), call) : null;

    /// <summary>Reads a response whose output is given apart, as when the event that ends a stream repeats none of it.</summary>
    public static ModelReply Read(JsonElement root, IEnumerable<JsonElement> output, WireRequest call)
    {
        var text = new StringBuilder();
        var refusal = new StringBuilder();
        var reasoning = new StringBuilder();
        var calls = new List<JsonElement>();
        var searches = 0;
        var found = new ReplyParts();
        foreach (var item in output)
        {
            switch (item.Text("type"))
            {
                case "message":
                    foreach (var part in item.Get("content").Items())
                    {
                        Take(found, part, text.Length);
                        text.Append(part.Text("text"));
                        refusal.Append(part.Text("refusal"));
                    }

                    break;
                case "reasoning":
                    reasoning.Append(ReasoningOf(item));
                    break;
                case "web_search_call":
                    searches++;
                    Take(found, item);
                    break;
                case "function_call" or "custom_tool_call":
                    calls.Add(item);
                    break;
            }
        }

        var forced = call.Mode == SchemaMode.Tool && calls is [var first, ..] ? first.Text("arguments") : null;
        return found.ApplyTo(new()
        {
            Text = forced ?? (refusal.Length > 0 && text.Length == 0 ? refusal : text).ToString(),
            StopReason = refusal.Length > 0 ? StopReason.Refusal : StopOf(root, forced is null && calls.Count > 0),
            Usage = UsageOf(root.Get("usage")),
            ModelName = root.Text("model"),
            ReasoningText = reasoning.Length > 0 ? reasoning.ToString() : null,
            ToolCalls = forced is null && calls.Count > 0 ? ValueJson.Element(calls) : null,
            Calls = forced is null ? ResponsesTools.Read(calls) : [],
            Turn = forced is null && calls.Count > 0 ? ResponsesTools.TurnOf([.. output]) : null,
            ServiceTier = root.Text("service_tier"),
            WebSearches = searches > 0 ? searches : null,
            BilledBeside = searches > 0 ? [string.Create(CultureInfo.InvariantCulture, $"web_search_calls: {searches}")] : [],
        });
    }

    private static void Take(ReplyParts parts, JsonElement text, int offset)
    {
        parts.AddTokens(text.Get("logprobs"));
        foreach (var annotation in text.Get("annotations").Items())
        {
            ChatParts.Add(parts, annotation, offset);
        }
    }

    private static void Take(ReplyParts parts, JsonElement search)
    {
        foreach (var source in search.Get("action").Get("sources").Items())
        {
            if (source.Text("url") is { } url)
            {
                parts.Add(new WebSearchResult(url, source.Text("title")));
            }
        }
    }

    // The summary where there is one; open models give the reasoning itself.
    private static string ReasoningOf(JsonElement item)
    {
        var summary = string.Concat(item.Get("summary").Items().Select(static p => p.Text("text")));
        return summary.Length > 0 ? summary : string.Concat(item.Get("content").Items().Select(static p => p.Text("text")));
    }

    /// <summary>The error of a failed response; null when it did not fail.</summary>
    public static WireError? ErrorOf(JsonElement? response)
    {
        if (response.Get("error") is { } error)
        {
            return FlatError(error);
        }

        return response.Text("status") is "failed" or "cancelled" ? new WireError { Code = response.Text("status") } : null;
    }

    /// <summary>An error whose members lie beside its type, as in an event.</summary>
    public static WireError FlatError(JsonElement error) => ChatErrors.ReadObject(error);

    private static StopReason StopOf(JsonElement root, bool tools) => (root.Text("status"), root.Get("incomplete_details").Text("reason")) switch
    {
        ("completed", _) => tools ? StopReason.ToolUse : StopReason.Completed,
        (_, "max_output_tokens") => StopReason.MaxTokens,
        (_, "content_filter") => StopReason.ContentFilter,
        _ => StopReason.Unknown,
    };

    private static TokenUsage? UsageOf(JsonElement? usage)
    {
        var input = usage.Get("input_tokens_details");
        var (completion, reasoning) = (usage.Tokens("output_tokens"), usage.Get("output_tokens_details").Tokens("reasoning_tokens"));
        ChatUsage.AddOutside(usage, ref completion, ref reasoning);
        return ChatUsage.Normal(usage.Tokens("input_tokens"), input.Tokens("cached_tokens"), input.Tokens("cache_write_tokens"), completion, reasoning);
    }
}
