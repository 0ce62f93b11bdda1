using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Skills.Engine.Providers.Http;

/// <summary>Puts streamed chat completions together; whole once a finish reason came and the stream ended in order.</summary>
internal sealed class ChatStream(WireRequest call) : IReplyStream
{
    private readonly StringBuilder _text = new();
    private readonly StringBuilder _reasoning = new();
    private readonly StringBuilder _refusal = new();
    private readonly SortedDictionary<long, ToolCall> _tools = [];
    private string? _model;
    private string? _finish;
    private TokenUsage? _usage;

    public bool IsLines => false;

    // The counts follow the finish reason, so only the end of the stream ends it.
    public bool IsDone => false;

    public bool MayEnd => _finish is not null;

    public StreamStep Accept(string? eventName, JsonElement data)
    {
        _model = data.Text("model") ?? data.Text("model_id") ?? _model;
        _usage = ChatReply.UsageOf(data.Get("usage")) ?? _usage;
        if (data.Get("choices").First() is not { } choice)
        {
            return StreamStep.Nothing;
        }

        if (((JsonElement?)choice).Tokens("index") is > 0)
        {
            return StreamStep.Nothing;
        }

        if (ChatErrors.BrokenOff(choice) is { } broken)
        {
            return new("", broken);
        }

        var delta = choice.Get("delta");
        var step = Take(delta);
        if (_finish is not null && step.Delta.Length > 0)
        {
            return new("", Breach: "text after the finish reason.");
        }

        _finish = choice.Text("finish_reason") ?? _finish;
        return step;
    }

    public ModelReply ToReply()
    {
        var forced = call.Mode == SchemaMode.Tool && _tools.Count > 0;
        var stop = ChatReply.StopOf(_finish);
        return new()
        {
            Text = forced ? _tools.First().Value.Arguments.ToString() : _text.Length > 0 ? _text.ToString() : _refusal.ToString(),
            StopReason = _refusal.Length > 0 ? StopReason.Refusal : forced && stop == StopReason.ToolUse ? StopReason.Completed : stop,
            Usage = _usage,
            ModelName = _model,
            ReasoningText = _reasoning.Length > 0 ? _reasoning.ToString() : null,
            ToolCalls = !forced && _tools.Count > 0 ? ToolsJson() : null,
        };
    }

    private StreamStep Take(JsonElement? delta)
    {
        _reasoning.Append(delta.Text("reasoning_content") ?? delta.Text("reasoning"));
        _refusal.Append(delta.Text("refusal"));
        var arguments = TakeTools(delta.Get("tool_calls"));
        var text = delta.Text("content") ?? "";
        _text.Append(text);
        return new(call.Mode == SchemaMode.Tool && arguments.Length > 0 ? arguments : text);
    }

    private string TakeTools(JsonElement? calls)
    {
        var first = "";
        foreach (var part in calls.Items())
        {
            var index = ((JsonElement?)part).Tokens("index") ?? 0;
            if (!_tools.TryGetValue(index, out var tool))
            {
                _tools[index] = tool = new();
            }

            tool.Id = part.Text("id") ?? tool.Id;
            tool.Name = part.Get("function").Text("name") ?? tool.Name;
            var arguments = part.Get("function").Text("arguments") ?? "";
            tool.Arguments.Append(arguments);
            first += index == 0 ? arguments : "";
        }

        return first;
    }

    private JsonElement ToolsJson()
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartArray();
            foreach (var tool in _tools.Values)
            {
                json.WriteStartObject();
                json.WriteString("id"u8, tool.Id);
                json.WriteString("type"u8, "function"u8);
                json.WriteStartObject("function"u8);
                json.WriteString("name"u8, tool.Name);
                json.WriteString("arguments"u8, tool.Arguments.ToString());
                json.WriteEndObject();
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        return JsonElement.Parse(buffer.WrittenSpan);
    }

    private sealed class ToolCall
    {
        public string Id { get; set; } = "";

        public string Name { get; set; } = "";

        public StringBuilder Arguments { get; } = new();
    }
}
