using System.Text.Json.Serialization;

namespace Skills.Engine.Testing;

/// <summary>What the loopback server answers to one request, described once for all APIs: the server writes it in the form of the API that was called, streamed if a stream was asked for. Faults can be combined.</summary>
public sealed record LoopbackReply
{
    /// <summary>The answer's text; when the request forces a tool, the tool's arguments.</summary>
    public string Text { get; init; } = "{}";

    /// <summary>Reasoning shown before the answer; null for none.</summary>
    public string? Reasoning { get; init; }

    /// <summary>Tools the model calls, after its text; empty for none.</summary>
    public IReadOnlyList<LoopbackToolCall> ToolCalls { get; init; } = [];

    /// <summary>How calls are streamed where an API streams them in pieces.</summary>
    public LoopbackToolForm ToolStream { get; init; }

    /// <summary>Why the model stops. Default: it is done.</summary>
    public StopReason StopReason { get; init; } = StopReason.Completed;

    /// <summary>Tokens reported. Default 12 in, 7 out; null reports none.</summary>
    public TokenUsage? Usage { get; init; } = new() { InputUncached = 12, OutputVisible = 7 };

    /// <summary>A JSON value sent in place of the usage object, for absurd ones; null for none.</summary>
    public string? RawUsage { get; init; }

    /// <summary>A failure of this class, in the vendor's own form: status, code and body. Null for none.</summary>
    public ModelErrorKind? Error { get; init; }

    /// <summary>The sentence within the error. Default: one of the vendor's kind.</summary>
    public string? ErrorMessage { get; init; }

    /// <summary>The wait an error asks for; null for none.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The form in which <see cref="RetryAfter"/> is said.</summary>
    public RetryAfterForm RetryAfterForm { get; init; }

    /// <summary>The HTTP status; null for 200, or the error's own.</summary>
    public int? Status { get; init; }

    /// <summary>More headers, in place of the server's own of the same name.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>A body sent as it is, in place of what the server would write; null for none.</summary>
    public ReadOnlyMemory<byte>? Body { get; init; }

    /// <summary>Blanks added to the body, to make it long: inside the JSON, or as comments of a stream.</summary>
    public int Padding { get; init; }

    /// <summary>Characters of one streamed piece. Default 8.</summary>
    public int DeltaSize { get; init; } = 8;

    /// <summary>A failure of this class as an event within the stream, after <see cref="ErrorAfterDeltas"/> pieces; null for none.</summary>
    public ModelErrorKind? ErrorInStream { get; init; }

    /// <summary>How many pieces come before <see cref="ErrorInStream"/>. Default 0: it is the first event.</summary>
    public int ErrorAfterDeltas { get; init; }

    /// <summary>Leaves out the events that end a stream.</summary>
    public bool OmitEnd { get; init; }

    /// <summary>Sends the first event of a stream twice.</summary>
    public bool DuplicateStart { get; init; }

    /// <summary>Repeats the stream's text events after its end.</summary>
    public bool LateEvents { get; init; }

    /// <summary>Repeats a piece of text without end, until the client goes.</summary>
    public bool Endless { get; init; }

    /// <summary>Wait before the status line. <see cref="Timeout.InfiniteTimeSpan"/> waits until the client goes.</summary>
    public TimeSpan DelayToHeaders { get; init; }

    /// <summary>Wait between headers and first byte of the body.</summary>
    public TimeSpan DelayToFirstByte { get; init; }

    /// <summary>Wait between two chunks.</summary>
    public TimeSpan DelayBetweenChunks { get; init; }

    /// <summary>Bytes of one chunk on the network; 0 sends events, or the whole body, in one.</summary>
    public int ChunkSize { get; init; }

    /// <summary>Resets the connection after so many bytes of the body; null for never.</summary>
    public int? ResetAfterBytes { get; init; }

    /// <summary>Ends the connection in order, but early, after so many bytes of the body; null for never.</summary>
    public int? EndAfterBytes { get; init; }

    /// <summary>Announces no length and no chunks, so that only the end of the connection ends the body.</summary>
    public bool CloseDelimited { get; init; }

    /// <summary>A plain answer.</summary>
    public static LoopbackReply Of(string text) => new() { Text = text };

    /// <summary>An answer without text that calls tools.</summary>
    public static LoopbackReply Calls(params IReadOnlyList<LoopbackToolCall> calls) => new() { Text = "", ToolCalls = calls };

    /// <summary>A failure in the vendor's own form.</summary>
    public static LoopbackReply Fails(ModelErrorKind error, TimeSpan? retryAfter = null) => new() { Error = error, RetryAfter = retryAfter };

    /// <summary>No answer at all until the client goes.</summary>
    public static LoopbackReply Hangs() => new() { DelayToHeaders = Timeout.InfiniteTimeSpan };

    /// <summary>An HTML page, as a proxy in the way sends it.</summary>
    public static LoopbackReply Html(int status) => new()
    {
        Status = status,
        Headers = new Dictionary<string, string> { ["Content-Type"] = "text/html" },
        Body = "<!doctype html><html><body><h1>Bad gateway</h1></body></html>"u8.ToArray(),
    };
}

/// <summary>The forms in which a wait is asked for.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<RetryAfterForm>))]
public enum RetryAfterForm
{
    /// <summary><c>retry-after</c> in seconds, with fractions.</summary>
    Seconds,

    /// <summary><c>retry-after-ms</c>.</summary>
    Milliseconds,

    /// <summary><c>retry-after</c> as an HTTP date.</summary>
    Date,

    /// <summary>In the body, where the API has a place for it (Google); elsewhere as <see cref="Seconds"/>.</summary>
    Body,
}
