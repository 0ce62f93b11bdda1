using System.Text;
using System.Text.Json.Nodes;

namespace Skills.Engine.Testing.Loopback;

/// <summary>One API as the server writes it.</summary>
internal interface ILoopbackWire
{
    /// <summary>Media type of a streamed answer.</summary>
    string StreamType { get; }

    /// <summary>A whole answer.</summary>
    string Whole(LoopbackCall call);

    /// <summary>The events of a streamed answer: beginning, one per piece of text, end.</summary>
    LoopbackEvents Events(LoopbackCall call);

    /// <summary>A failure.</summary>
    LoopbackError Error(ModelErrorKind kind, string? message, TimeSpan? retryAfterInBody);

    /// <summary>The same failure as an event of a stream.</summary>
    string ErrorEvent(LoopbackError error);

    /// <summary>The bytes of one event.</summary>
    byte[] Encode(string piece) => Encoding.UTF8.GetBytes(piece);
}

/// <summary>A request and its answer.</summary>
/// <param name="Id">Id of the answer.</param>
/// <param name="Model">The model asked for.</param>
/// <param name="ForcedTool">The tool the request forces; null for none.</param>
/// <param name="Reply">What to answer.</param>
internal sealed record LoopbackCall(string Id, string Model, string? ForcedTool, LoopbackReply Reply)
{
    /// <summary>The usage object: as scripted, or as the wire writes it; null for none.</summary>
    public string? UsageOr(Func<TokenUsage, JsonObject> write) =>
        Reply.RawUsage ?? (Reply.Usage is { } usage ? write(usage).ToJsonString() : null);

    /// <summary>Whether tools are called.</summary>
    public bool CallsTools => Reply.ToolCalls.Count > 0;

    /// <summary>Whether there is a text beside the calls.</summary>
    public bool HasText => Reply.Text.Length > 0 || !CallsTools;

    /// <summary>The id of a call.</summary>
    public string IdOf(int index, string prefix) => Reply.ToolCalls[index].Id ?? $"{prefix}{Id}_{index}";

    /// <summary>The text in pieces.</summary>
    public IEnumerable<string> Deltas() => Pieces(Reply.Text);

    /// <summary>Any text in pieces.</summary>
    public IEnumerable<string> Pieces(string text)
    {
        for (var i = 0; i < text.Length;)
        {
            var length = Math.Min(Math.Max(Reply.DeltaSize, 1), text.Length - i);

            // A pair of surrogates is one character and goes in one piece.
            length += i + length < text.Length && char.IsHighSurrogate(text[i + length - 1]) ? 1 : 0;
            yield return text.Substring(i, length);
            i += length;
        }
    }
}

/// <summary>A streamed answer.</summary>
internal sealed record LoopbackEvents(IReadOnlyList<string> Start, IReadOnlyList<string> Deltas, IReadOnlyList<string> End);

/// <summary>A failure in a vendor's form.</summary>
internal sealed record LoopbackError(int Status, string Body);

/// <summary>Writing of JSON and events.</summary>
internal static class LoopbackText
{
    public static string Quote(string text) => JsonValue.Create(text).ToJsonString();

    public static string Event(string name, string data) => $"event: {name}\ndata: {data}\n\n";

    public static string Data(string data) => $"data: {data}\n\n";
}
