using System.Text;
using System.Text.Json;

namespace Skills.Engine.Providers.Http;

/// <summary>Puts streamed chat completions together; whole once a finish reason came and the stream ended in order.</summary>
/// <param name="call">The request.</param>
/// <param name="chargesUsd">Whether the service documents that the charge it states is in USD.</param>
internal sealed class ChatStream(WireRequest call, bool chargesUsd = false) : IReplyStream
{
    private readonly StringBuilder _text = new();
    private readonly StringBuilder _reasoning = new();
    private readonly StringBuilder _refusal = new();
    private readonly ChatToolCalls _tools = new([.. call.Request.OfferedTools.Select(static t => t.Name)]);
    private readonly ReplyParts _parts = new();
    private JsonElement? _sources;
    private bool _began;
    private string? _tier;
    private string? _model;
    private string? _finish;
    private TokenUsage? _usage;
    private decimal? _charged;
    private IReadOnlyList<string> _beside = [];

    // The counts follow the finish reason, so only the end of the stream ends it.
    public bool IsDone => false;

    public bool MayEnd => _finish is not null;

    // Some servers never say why the model stopped, and still send the end mark.
    public bool EndsByMark => _began;

    public StreamStep Accept(string? eventName, JsonElement data)
    {
        _model = data.Text("model") ?? data.Text("model_id") ?? _model;
        // Groq has the counts in a member of its own.
        if ((data.Get("usage") ?? data.Get("x_groq").Get("usage")) is { } usage)
        {
            _usage = ChatUsage.Read(usage) ?? _usage;
            _charged = ChatUsage.Charged(usage) ?? _charged;
            _beside = ChatUsage.Unexplained(usage);
        }

        _tier = data.Text("service_tier") ?? _tier;
        _sources = data.Get("citations")?.Clone() ?? _sources;
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

        _began = true;
        var said = choice.Get("delta") ?? choice.Get("message");
        ChatParts.Take(_parts, data, choice, said);
        var step = Take(said);
        if (_tools.Breach is { } breach)
        {
            return new("", Breach: breach);
        }

        if (_finish is not null && step.Delta.Length > 0)
        {
            return new("", Breach: "text after the finish reason.");
        }

        // Some gateways fill the reason with an empty text until there is one.
        _finish = choice.Text("finish_reason") is { Length: > 0 } reason ? reason : _finish;
        return step;
    }

    public ModelReply ToReply()
    {
        var forced = call.Mode == SchemaMode.Tool && _tools.Count > 0;
        var stop = ChatReply.StopOf(_finish);
        ChatParts.AddSources(_parts, _sources);
        _sources = null;
        return _parts.ApplyTo(new()
        {
            Text = forced ? _tools.FirstArguments : _text.Length > 0 ? _text.ToString() : _refusal.ToString(),
            StopReason = ChatReply.StopOf(stop, refused: IsSaid(_refusal), forced, tools: _tools.Count > 0),
            Usage = _usage,
            ModelName = _model,
            ReasoningText = _reasoning.Length > 0 ? _reasoning.ToString() : null,
            ToolCalls = !forced && _tools.Count > 0 ? _tools.ToJson() : null,
            Calls = forced ? [] : _tools.ToCalls(),
            ServiceTier = _tier,
            ChargedUsd = _charged,
            ChargeIsInUsd = chargesUsd,
            BilledBeside = _beside,
        });
    }

    // Empty and blank refusals are fields that a gateway fills, not words of a model.
    private static bool IsSaid(StringBuilder refusal) => refusal.Length > 0 && !string.IsNullOrWhiteSpace(refusal.ToString());

    private StreamStep Take(JsonElement? delta)
    {
        var reasoning = ChatContent.ReasoningOf(delta);
        _reasoning.Append(reasoning);
        _refusal.Append(delta.Text("refusal"));
        var arguments = _tools.Take(delta);
        var text = ChatContent.TextOf(delta);
        _text.Append(text);
        return new(call.Mode == SchemaMode.Tool && arguments.Length > 0 ? arguments : text) { Reasoning = reasoning };
    }
}
