using System.Text;
using System.Text.Json;
using Skills.Engine.Providers.Http;

namespace Skills.Engine.Providers.OpenAI;

/// <summary>Reads a streamed response; the event that ends it holds the whole of it; where it does not, what came before counts.</summary>
internal sealed class ResponsesStream(WireRequest call) : IReplyStream
{
    private readonly StringBuilder _shown = new();
    private readonly List<JsonElement> _items = [];
    private ModelReply? _whole;
    private long _last = -1;
    private int _part;

    public bool IsDone => _whole is not null;

    public bool MayEnd => IsDone;

    public StreamStep Accept(string? eventName, JsonElement data)
    {
        // Numbered events come once; a repeated one is passed over.
        if (((JsonElement?)data).Tokens("sequence_number") is { } number)
        {
            if (number <= _last)
            {
                return StreamStep.Nothing;
            }

            _last = number;
        }

        switch (data.Text("type"))
        {
            case "response.output_text.delta" or "response.refusal.delta" when call.Mode != SchemaMode.Tool:
            case "response.function_call_arguments.delta" when call.Mode == SchemaMode.Tool:
                var delta = data.Text("delta") ?? "";
                _part += delta.Length;
                _shown.Append(delta);
                return new(delta);
            case "response.output_text.done" when call.Mode != SchemaMode.Tool:
                return Rest(data.Text("text"));
            case "response.reasoning_summary_text.delta" or "response.reasoning_text.delta":
                return new("") { Reasoning = data.Text("delta") };
            case "response.reasoning_summary_part.added" when ((JsonElement?)data).Tokens("summary_index") is > 0:
                return new("") { Reasoning = "\n\n" };
            case "response.output_item.done" when data.Get("item") is { } item:
                _items.Add(item.Clone());
                return StreamStep.Nothing;
            case "response.completed" or "response.incomplete" or "response.failed" or "response.cancelled":
                return End(data);
            case "error":
                return new("", ResponsesReply.FlatError(data));
            default:
                return StreamStep.Nothing;
        }
    }

    public ModelReply ToReply() => _whole ?? new() { Text = _shown.ToString(), StopReason = StopReason.Unknown };

    // Some servers send a part as a whole, or its last piece only here.
    private StreamStep Rest(string? part)
    {
        var sent = _part;
        _part = 0;
        if (part is null || part.Length <= sent || !_shown.ToString(_shown.Length - sent, sent).Equals(part[..sent], StringComparison.Ordinal))
        {
            return StreamStep.Nothing;
        }

        _shown.Append(part, sent, part.Length - sent);
        return new(part[sent..]);
    }

    private StreamStep End(JsonElement data)
    {
        var response = data.Get("response");
        if (ResponsesReply.ErrorOf(response) is { } error)
        {
            return new("", error);
        }

        if (response is not { } root)
        {
            return new("", Breach: "an end without the response.");
        }

        // Some servers end with a response whose output is empty although its parts were sent.
        var said = root.Get("output").First() is null ? ResponsesReply.Read(root, _items, call) : ResponsesReply.Read(root, call);
        if (said is null)
        {
            return new("", Breach: "an end without the response.");
        }

        _whole = said.Text.Length == 0 && _shown.Length > 0 ? said with { Text = _shown.ToString() } : said;
        return StreamStep.Nothing;
    }
}
