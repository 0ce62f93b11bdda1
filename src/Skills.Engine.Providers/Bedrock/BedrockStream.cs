using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Skills.Engine.Providers.Http;
using Skills.Engine.Providers.Values;

namespace Skills.Engine.Providers.Bedrock;

/// <summary>Puts a streamed Converse reply together; whole once <c>messageStop</c> came. The counts follow it.</summary>
internal sealed class BedrockStream(WireRequest call) : IReplyStream
{
    private readonly StringBuilder _text = new();
    private readonly StringBuilder _reasoning = new();
    private readonly SortedDictionary<long, Tool> _tools = [];
    private readonly ReplyParts _parts = new();
    private int _blockStart;
    private string? _stop;
    private TokenUsage? _usage;
    private string? _tier;
    private string? _signature;

    public StreamFraming Framing => StreamFraming.AwsEventStream;

    public bool IsDone => false;

    public bool MayEnd => _stop is not null;

    public StreamStep Accept(string? eventName, JsonElement data)
    {
        switch (eventName)
        {
            case "contentBlockStart" when data.Get("start").Get("toolUse") is { } tool:
                _tools[IndexOf(data)] = new(tool.Text("toolUseId") ?? "", tool.Text("name") ?? "", new());
                return StreamStep.Nothing;
            case "contentBlockDelta":
                return _stop is null ? Delta(data) : new("", Breach: "text after the end of the message.");
            case "contentBlockStop":
                _parts.Change(c => c.End is null ? c with { End = _text.Length } : c);
                _blockStart = _text.Length;
                return StreamStep.Nothing;
            case "messageStop":
                _stop = data.Text("stopReason") ?? "";
                return StreamStep.Nothing;
            case "metadata":
                _usage = BedrockReply.UsageOf(data.Get("usage")) ?? _usage;
                _tier = data.Get("serviceTier").Text("type") ?? _tier;
                return StreamStep.Nothing;
            case not null when eventName.StartsWith(AwsEventReader.ExceptionPrefix, StringComparison.Ordinal):
                return new("", BedrockErrors.Of(eventName[AwsEventReader.ExceptionPrefix.Length..], data.Text("message"), null));
            default:
                return StreamStep.Nothing;
        }
    }

    public ModelReply ToReply()
    {
        var forced = call.Mode == SchemaMode.Tool && _tools.Count > 0;
        var uses = _tools.Values.Select(static t => t.ToJson()).ToList();
        return _parts.ApplyTo(new()
        {
            Text = forced ? _tools.First().Value.Input.ToString() : _text.ToString(),
            StopReason = BedrockReply.StopOf(_stop, forced),
            Usage = _usage,
            ServiceTier = _tier,
            ReasoningText = _reasoning.Length > 0 ? _reasoning.ToString() : null,
            ToolCalls = !forced && uses.Count > 0 ? ValueJson.Element(uses) : null,
            Calls = forced ? [] : BedrockTools.Read(uses),
            Turn = !forced && uses.Count > 0 && _signature is not null ? TurnOf(uses) : null,
        });
    }

    private StreamStep Delta(JsonElement data)
    {
        var delta = data.Get("delta");
        var reasoning = delta.Get("reasoningContent").Text("text");
        _reasoning.Append(reasoning);
        if (delta.Get("citation") is { } citation)
        {
            _parts.Add(BedrockReply.CitationOf(citation) with { Start = _blockStart });
        }

        _signature = delta.Get("reasoningContent").Text("signature") ?? _signature;
        if (delta.Get("toolUse").Text("input") is { } input && _tools.TryGetValue(IndexOf(data), out var tool))
        {
            tool.Input.Append(input);
            return call.Mode == SchemaMode.Tool && ReferenceEquals(tool, _tools.First().Value) ? new(input) : StreamStep.Nothing;
        }

        var text = delta.Text("text") ?? "";
        _text.Append(text);
        return new(call.Mode == SchemaMode.Tool ? "" : text) { Reasoning = reasoning };
    }

    // Signed reasoning must come back before the calls that follow it.
    private JsonElement TurnOf(List<JsonElement> uses)
    {
        var blocks = new JsonArray(new JsonObject { ["reasoningContent"] = new JsonObject { ["reasoningText"] = new JsonObject { ["text"] = _reasoning.ToString(), ["signature"] = _signature } } });
        if (!string.IsNullOrWhiteSpace(_text.ToString()))
        {
            blocks.Add((JsonNode)new JsonObject { ["text"] = _text.ToString() });
        }

        foreach (var use in uses)
        {
            blocks.Add((JsonNode)new JsonObject { ["toolUse"] = JsonObject.Create(use) });
        }

        return ValueJson.Element(blocks);
    }

    private static long IndexOf(JsonElement data) => ((JsonElement?)data).Tokens("contentBlockIndex") ?? 0;

    private sealed record Tool(string Id, string Name, StringBuilder Input)
    {
        public JsonElement ToJson() => ValueJson.Element(new Dictionary<string, object?> { ["toolUseId"] = Id, ["name"] = Name, ["input"] = Read() });

        // A stream that broke off leaves half an input, which is kept as text.
        private object Read()
        {
            var text = Input.Length > 0 ? Input.ToString() : "{}";
            try
            {
                return JsonElement.Parse(text);
            }
            catch (JsonException)
            {
                return text;
            }
        }
    }
}
