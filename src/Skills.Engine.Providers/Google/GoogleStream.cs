using System.Globalization;
using System.Text;
using System.Text.Json;
using Skills.Engine.Providers.Http;
using Skills.Engine.Providers.Values;

namespace Skills.Engine.Providers.Google;

/// <summary>Puts generateContent replies together; a whole one is a stream of one. Whole once a finish reason came.</summary>
internal sealed class GoogleStream(WireRequest call) : IReplyStream
{
    private readonly StringBuilder _text = new();
    private readonly StringBuilder _reasoning = new();
    private readonly List<JsonElement> _calls = [];
    private readonly List<JsonElement> _parts = [];
    private string? _finish;
    private bool _goesOn;
    private string? _model;
    private string? _id;
    private TokenUsage? _usage;
    private readonly ReplyParts _found = new();
    private JsonElement? _grounding;
    private JsonElement? _recitation;
    private int _searches;

    public bool IsDone => false;

    public bool MayEnd => _finish is not null && !_goesOn;

    /// <summary>Whether anything of a reply was seen.</summary>
    public bool HasContent { get; private set; }

    public StreamStep Accept(string? eventName, JsonElement data)
    {
        _model = data.Text("modelVersion") ?? _model;
        _id = data.Text("responseId") ?? _id;

        // Every event repeats running totals: the last ones count.
        _usage = UsageOf(data.Get("usageMetadata")) ?? _usage;
        if (data.Get("promptFeedback").Text("blockReason") is { } blocked && data.Get("candidates").First() is null)
        {
            return new("", new WireError { Kind = ModelErrorKind.ContentPolicy, Code = blocked });
        }

        if (data.Get("candidates").First() is not { } candidate)
        {
            return StreamStep.Nothing;
        }

        HasContent = true;
        _searches = Math.Max(_searches, candidate.Get("groundingMetadata").Get("webSearchQueries").Items().Count());
        _grounding = candidate.Get("groundingMetadata")?.Clone() ?? _grounding;
        _recitation = candidate.Get("citationMetadata")?.Clone() ?? _recitation;
        GoogleParts.TakeTokens(_found, candidate);
        if (_text.Length == 0 && _calls.Count == 0 && GoogleErrors.OfCandidate(candidate) is { } broken)
        {
            return new("", broken);
        }

        var thought = _reasoning.Length;
        var delta = Take(candidate.Get("content").Get("parts"));

        // A finish reason may come before more text, as when a built-in tool ran or with old models at every event: the last one counts,
        // and text after it needs another.
        var finish = candidate.Text("finishReason") is { } reason and not "FINISH_REASON_UNSPECIFIED" ? reason : null;
        _goesOn = finish is null && (_goesOn || delta.Length > 0);
        _finish = finish ?? _finish;
        return new(delta) { Reasoning = _reasoning.Length > thought ? _reasoning.ToString(thought, _reasoning.Length - thought) : null };
    }

    public ModelReply ToReply()
    {
        var forced = call.Mode == SchemaMode.Tool && _calls.Count > 0 ? _calls[0].Get("args") : null;
        GoogleParts.Take(_found, _grounding, _recitation, _text.ToString());
        (_grounding, _recitation) = (null, null);
        return _found.ApplyTo(new()
        {
            Text = forced?.GetRawText() ?? _text.ToString(),
            StopReason = forced is null && _calls.Count > 0 ? StopReason.ToolUse : StopOf(_finish),
            Usage = _usage,

            // Billed by the query or by the prompt, with some of them free: more than the tokens, and not known how much.
            BilledBeside = _searches > 0 ? [string.Create(CultureInfo.InvariantCulture, $"grounding_queries: {_searches}")] : [],
            ModelName = _model,
            RequestId = _id,
            ReasoningText = _reasoning.Length > 0 ? _reasoning.ToString() : null,
            ToolCalls = forced is null && _calls.Count > 0 ? ValueJson.Element(_calls) : null,
            Calls = forced is null ? GoogleTools.Read(_calls) : [],
            Turn = forced is null && _calls.Count > 0 && _parts.Exists(static p => p.Get("thoughtSignature") is not null) ? ValueJson.Element(_parts) : null,
        });
    }

    private string Take(JsonElement? parts)
    {
        var added = new StringBuilder();
        foreach (var part in parts.Items())
        {
            Keep(part);
            if (part.Get("functionCall") is { } function)
            {
                _calls.Add(function.Clone());
                if (call.Mode == SchemaMode.Tool && _calls.Count == 1)
                {
                    added.Append(function.Get("args")?.GetRawText());
                }
            }
            else if (part.Flag("thought"))
            {
                _reasoning.Append(part.Text("text"));
            }
            else if (part.Text("text") is { } text)
            {
                _text.Append(text);
                added.Append(call.Mode == SchemaMode.Tool ? "" : text);
            }
        }

        return added.ToString();
    }

    // What goes back with the results of calls: all but thoughts, which are shown only, and empty texts.
    private void Keep(JsonElement part)
    {
        if (call.OffersTools && (part.Get("thoughtSignature") is not null || (!part.Flag("thought") && part.Text("text") is not "")))
        {
            _parts.Add(part.Clone());
        }
    }

    private static StopReason StopOf(string? reason) => reason switch
    {
        "STOP" => StopReason.Completed,
        "MAX_TOKENS" => StopReason.MaxTokens,
        "SAFETY" or "RECITATION" or "PROHIBITED_CONTENT" or "BLOCKLIST" or "SPII" or "LANGUAGE" => StopReason.ContentFilter,
        not null when reason.StartsWith("IMAGE_", StringComparison.Ordinal) => StopReason.ContentFilter,
        _ => StopReason.Unknown,
    };

    /// <summary>Prompt tokens include what was cached; candidate tokens exclude thoughts, and may be missing where the total is not.</summary>
    private static TokenUsage? UsageOf(JsonElement? usage)
    {
        var prompt = usage.Tokens("promptTokenCount");
        var tools = usage.Tokens("toolUsePromptTokenCount");
        var cached = usage.Tokens("cachedContentTokenCount");
        var thoughts = usage.Tokens("thoughtsTokenCount");
        var answer = usage.Tokens("candidatesTokenCount");
        if (answer is null && prompt is not null && usage.Tokens("totalTokenCount") - prompt - (tools ?? 0) - (thoughts ?? 0) is >= 0 and var rest)
        {
            answer = rest;
        }

        if (prompt is null && answer is null)
        {
            return null;
        }

        cached = cached > (prompt ?? 0) ? null : cached;
        return new()
        {
            InputUncached = prompt - (cached ?? 0) + (tools ?? 0),
            CacheRead = cached,
            OutputVisible = answer,
            Reasoning = thoughts,
            InputAudio = ChatUsage.PartOf(prompt - (cached ?? 0), Modality(usage.Get("promptTokensDetails"), "AUDIO")),
            OutputAudio = ChatUsage.PartOf(answer, Modality(usage.Get("candidatesTokensDetails"), "AUDIO")),
            OutputImage = ChatUsage.PartOf(answer, Modality(usage.Get("candidatesTokensDetails"), "IMAGE")),
        };
    }

    private static long? Modality(JsonElement? details, string name) =>
        details.Items().Where(d => d.Text("modality") == name).Select(static d => ((JsonElement?)d).Tokens("tokenCount")).Sum();
}
