using System.Text;
using System.Text.Json;
using Skills.Engine.Providers.Http;
using Skills.Engine.Providers.Values;

namespace Skills.Engine.Providers.Anthropic;

/// <summary>Puts a streamed Messages reply together; whole only once <c>message_stop</c> came.</summary>
internal sealed class AnthropicStream(WireRequest call, bool longCache) : IReplyStream
{
    private readonly StringBuilder _text = new();
    private readonly StringBuilder _reasoning = new();
    private readonly AnthropicTurn _turn = new();
    private readonly ReplyParts _parts = new();
    private int _openBlock = -1;
    private int _blockStart;
    private string? _id;
    private string? _model;
    private string? _stop;
    private TokenUsage? _usage;
    private JsonElement? _started;
    private string? _tier;
    private IReadOnlyList<string> _beside = [];
    private long? _searches;

    public bool IsDone { get; private set; }

    public bool MayEnd => IsDone;

    public StreamStep Accept(string? eventName, JsonElement data)
    {
        switch (data.Text("type"))
        {
            case "message_start":
                return Start(data.Get("message"));
            case "content_block_start":
                return OpenBlock(data);
            case "content_block_delta":
                return Delta(data);
            case "content_block_stop":
                _openBlock = -1;
                _parts.Change(c => c.End is null ? c with { End = _text.Length } : c);
                return StreamStep.Nothing;
            case "message_delta":
                _stop = data.Get("delta").Text("stop_reason") ?? _stop;
                Count(data.Get("usage"));
                return StreamStep.Nothing;
            case "message_stop":
                if (_id is null)
                {
                    return Breach("an end without a beginning.");
                }

                IsDone = true;
                return StreamStep.Nothing;
            default:
                return StreamStep.Nothing;
        }
    }

    public ModelReply ToReply()
    {
        var tools = _turn.Tools();
        var forced = call.Mode == SchemaMode.Tool && tools.Count > 0;
        return _parts.ApplyTo(new()
        {
            Text = forced ? _turn.FirstInput : _text.ToString(),
            StopReason = forced ? AnthropicReply.StopOfForced(_stop) : AnthropicReply.StopOf(_stop),
            Usage = _usage,
            BilledBeside = _beside,
            WebSearches = _searches,
            ServiceTier = _tier,
            ModelName = _model,
            ReasoningText = _reasoning.Length > 0 ? _reasoning.ToString() : null,
            ToolCalls = !forced && tools.Count > 0 ? ValueJson.Element(tools) : null,
            Calls = forced ? [] : AnthropicTools.Read(tools),
            Turn = !forced && tools.Count > 0 && _turn.HasMore ? ValueJson.Element(_turn.Blocks()) : null,
        });
    }

    private StreamStep Start(JsonElement? message)
    {
        var id = message.Text("id") ?? "";
        if (_id is not null)
        {
            // A proxy may repeat the first event; another message in the same stream is not this answer.
            return id == _id ? StreamStep.Nothing : Breach("a second message began within the first.");
        }

        _id = id;
        _model = message.Text("model");
        _started = message.Get("usage")?.Clone();
        Count(null);
        return StreamStep.Nothing;
    }

    private StreamStep OpenBlock(JsonElement data)
    {
        if (_id is null)
        {
            return Breach("content before the beginning.");
        }

        var index = (int)(((JsonElement?)data).Tokens("index") ?? 0);
        if (index == _openBlock)
        {
            return StreamStep.Nothing;
        }

        _openBlock = index;
        _blockStart = _text.Length;
        var block = data.Get("content_block");
        if (block is { } opened)
        {
            _turn.Open(opened);
            AnthropicParts.TakeResults(_parts, opened);
        }

        return block.Text("type") == "text" && block.Text("text") is { Length: > 0 } text ? Append(text) : StreamStep.Nothing;
    }

    private StreamStep Delta(JsonElement data)
    {
        if (_openBlock < 0 || ((JsonElement?)data).Tokens("index") is { } index && index != _openBlock)
        {
            return Breach("text for a part that is not open.");
        }

        var delta = data.Get("delta");
        _turn.Add(delta);
        switch (delta.Text("type"))
        {
            case "text_delta":
                return Append(delta.Text("text") ?? "");
            case "thinking_delta":
                _reasoning.Append(delta.Text("thinking"));
                return new("") { Reasoning = delta.Text("thinking") };
            case "citations_delta" when delta.Get("citation") is { } citation:
                _parts.Add(AnthropicParts.CitationOf(citation) with { Start = _blockStart });
                return StreamStep.Nothing;
            case "input_json_delta" when call.Mode == SchemaMode.Tool && _turn.IsInFirstTool:
                return new(delta.Text("partial_json") ?? "");
            default:
                return StreamStep.Nothing;
        }
    }

    private StreamStep Append(string text)
    {
        _text.Append(text);
        return call.Mode == SchemaMode.Tool ? StreamStep.Nothing : new(text);
    }

    // The counts of message_delta are running totals: they replace those of message_start, part by part.
    private void Count(JsonElement? later)
    {
        _tier = later.Text("service_tier") ?? _started.Text("service_tier") ?? _tier;
        _beside = AnthropicReply.BilledBeside(later ?? _started);
        _searches = AnthropicReply.SearchesOf(later ?? _started);
        var first = AnthropicReply.UsageOf(_started, longCache);
        var last = AnthropicReply.UsageOf(later, longCache);
        if (last is null || first is null)
        {
            _usage = last ?? first ?? _usage;
            return;
        }

        var (minutes, hour) = Written(first, last, isRest: _started.Get("cache_creation") is not null && later.Get("cache_creation") is null);
        _usage = new()
        {
            InputUncached = last.InputUncached ?? first.InputUncached,
            CacheRead = last.CacheRead ?? first.CacheRead,
            CacheWrite5m = minutes,
            CacheWrite1h = hour,
            OutputVisible = last.OutputVisible ?? first.OutputVisible,
            Reasoning = last.Reasoning ?? first.Reasoning,
        };
    }

    // A total without its split repeats the split known from the start; what is more counts as the dearer kind that was written.
    private (long? Minutes, long? Hour) Written(TokenUsage first, TokenUsage last, bool isRest)
    {
        if (last is { CacheWrite5m: null, CacheWrite1h: null })
        {
            return (first.CacheWrite5m, first.CacheWrite1h);
        }

        if (!isRest)
        {
            return (last.CacheWrite5m, last.CacheWrite1h);
        }

        var known = (first.CacheWrite5m ?? 0) + (first.CacheWrite1h ?? 0);
        var more = Math.Max(0, (last.CacheWrite5m ?? 0) + (last.CacheWrite1h ?? 0) - known);
        return longCache || first.CacheWrite1h > 0
            ? (first.CacheWrite5m, (first.CacheWrite1h ?? 0) + more)
            : ((first.CacheWrite5m ?? 0) + more, first.CacheWrite1h);
    }

    private static StreamStep Breach(string sentence) => new("", Breach: sentence);
}
