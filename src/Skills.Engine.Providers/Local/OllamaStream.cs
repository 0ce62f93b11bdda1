using System.Text;
using System.Text.Json;
using Skills.Engine.Providers.Http;
using Skills.Engine.Providers.Values;

namespace Skills.Engine.Providers.Local;

/// <summary>Puts Ollama's lines together; a whole reply is a stream of one. Whole once a line says it is done.</summary>
internal sealed class OllamaStream : IReplyStream
{
    private readonly StringBuilder _text = new();
    private readonly StringBuilder _reasoning = new();
    private readonly List<JsonElement> _calls = [];
    private readonly ReplyParts _parts = new();
    private string? _model;
    private string? _reason;
    private TokenUsage? _usage;

    public StreamFraming Framing => StreamFraming.Lines;

    public bool IsDone { get; private set; }

    public bool MayEnd => IsDone;

    /// <summary>Whether a message was seen.</summary>
    public bool HasMessage { get; private set; }

    public StreamStep Accept(string? eventName, JsonElement data)
    {
        _model = data.Text("model") ?? _model;
        var message = data.Get("message");
        HasMessage |= message is not null;
        _reasoning.Append(message.Text("thinking"));
        _parts.AddTokens(data.Get("logprobs"));
        foreach (var tool in message.Get("tool_calls").Items())
        {
            _calls.Add(tool.Clone());
        }

        var text = message.Text("content") ?? "";
        _text.Append(text);
        if (data.Flag("done"))
        {
            IsDone = true;
            _reason = data.Text("done_reason");
            var input = ((JsonElement?)data).Tokens("prompt_eval_count");
            var output = ((JsonElement?)data).Tokens("eval_count");
            _usage = input is null && output is null ? null : new() { InputUncached = input, OutputVisible = output };
        }

        return new(text) { Reasoning = message.Text("thinking") };
    }

    public ModelReply ToReply() => _parts.ApplyTo(new()
    {
        Text = _text.ToString(),
        StopReason = _calls.Count > 0 ? StopReason.ToolUse : _reason switch
        {
            "stop" => StopReason.Completed,
            "length" => StopReason.MaxTokens,
            _ => StopReason.Unknown,
        },
        Usage = _usage,
        ModelName = _model,
        ReasoningText = _reasoning.Length > 0 ? _reasoning.ToString() : null,
        ToolCalls = _calls.Count > 0 ? ValueJson.Element(_calls) : null,
        Calls = _calls.Count > 0 ? ChatTools.Read(ValueJson.Element(_calls)) : [],
    });
}
