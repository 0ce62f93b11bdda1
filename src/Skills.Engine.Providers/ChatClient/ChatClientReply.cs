using Microsoft.Extensions.AI;
using Skills.Engine.Providers.Http;
using Skills.Engine.Providers.Values;

namespace Skills.Engine.Providers.ChatClient;

/// <summary>A response of Microsoft.Extensions.AI as a reply.</summary>
internal static class ChatClientReply
{
    public static ModelReply Read(ChatResponse response, WireRequest call)
    {
        var calls = response.Messages.SelectMany(static m => m.Contents).OfType<FunctionCallContent>().ToList();
        var reasoning = string.Concat(response.Messages.SelectMany(static m => m.Contents).OfType<TextReasoningContent>().Select(static r => r.Text));

        // A refusal is the only error content a client gives beside an answer.
        var refusal = string.Concat(response.Messages.SelectMany(static m => m.Contents).OfType<ErrorContent>().Select(static e => e.Message));
        var text = response.Text is { Length: > 0 } said ? said : refusal;
        return PartsOf(response).ApplyTo(new()
        {
            Text = call.Schema?.Raise(text) ?? text,
            StopReason = refusal.Length > 0 ? StopReason.Refusal : StopOf(response.FinishReason, calls.Count > 0),
            Usage = UsageOf(response.Usage),
            ModelName = response.ModelId,
            RequestId = response.ResponseId,
            ReasoningText = reasoning.Length > 0 ? reasoning : null,
            SchemaMode = call.Mode,
            ToolCalls = calls.Count > 0
                ? ValueJson.Element(calls.Select(static c => new Dictionary<string, object?> { ["id"] = c.CallId, ["name"] = c.Name, ["arguments"] = c.Arguments }))
                : null,
            Calls = ChatClientTurn.CallsOf(calls),
            Turn = calls.Count > 0 ? ChatClientTurn.TurnOf(response) : null,
            Warnings = call.Report.Warnings,
        });
    }

    // A region without its own place is the whole content that has the annotation.
    private static ReplyParts PartsOf(ChatResponse response)
    {
        var parts = new ReplyParts();
        var at = 0;
        foreach (var content in response.Messages.SelectMany(static m => m.Contents))
        {
            var length = content is TextContent text ? text.Text.Length : 0;
            foreach (var citation in content.Annotations?.OfType<CitationAnnotation>() ?? [])
            {
                var region = citation.AnnotatedRegions?.OfType<TextSpanAnnotatedRegion>().FirstOrDefault();
                parts.Add(new ModelCitation
                {
                    Url = citation.Url?.ToString(),
                    Title = citation.Title,
                    Text = citation.Snippet,
                    FileId = citation.FileId,
                    Start = at + (region?.StartIndex ?? 0),
                    End = at + (region?.EndIndex ?? length),
                });
            }

            at += length;
        }

        return parts;
    }

    private static StopReason StopOf(ChatFinishReason? reason, bool calls)
    {
        if (reason == ChatFinishReason.Length)
        {
            return StopReason.MaxTokens;
        }

        if (reason == ChatFinishReason.ContentFilter)
        {
            return StopReason.ContentFilter;
        }

        return reason == ChatFinishReason.ToolCalls || calls ? StopReason.ToolUse
            : reason == ChatFinishReason.Stop ? StopReason.Completed
            : reason?.Value == "refusal" ? StopReason.Refusal
            : StopReason.Unknown;
    }

    /// <summary>Input counts include what was cached, output counts include reasoning.</summary>
    private static TokenUsage? UsageOf(UsageDetails? usage)
    {
        var written = usage?.AdditionalCounts is { } more && more.TryGetValue("CacheCreationInputTokens", out var count) ? count : (long?)null;
        return ChatUsage.Normal(Count(usage?.InputTokenCount), Count(usage?.CachedInputTokenCount), Count(written), Count(usage?.OutputTokenCount), Count(usage?.ReasoningTokenCount));
    }

    private static long? Count(long? tokens) => tokens >= 0 ? tokens : null;
}
