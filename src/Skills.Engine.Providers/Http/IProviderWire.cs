using System.Net;
using System.Text.Json;
using Skills.Engine.Providers.Schemas;

namespace Skills.Engine.Providers.Http;

/// <summary>What differs between providers on the wire. Implementations hold no state of a call and are thread-safe.</summary>
internal interface IProviderWire
{
    /// <summary>What its structured output takes.</summary>
    SchemaDialect Dialect { get; }

    /// <summary>Media type of a streamed answer.</summary>
    string StreamType => "text/event-stream";

    /// <summary>Where a call goes.</summary>
    Uri AddressOf(ModelRequest request, bool stream);

    /// <summary>A header that this request needs beyond those of every call; null for none. The host's own headers replace it.</summary>
    (string Name, string Value)? HeaderOf(ModelRequest request) => null;

    /// <summary>Writes the request's JSON object.</summary>
    void WriteBody(Utf8JsonWriter json, WireRequest call);

    /// <summary>Reads a whole answer; null when it is no answer of this provider.</summary>
    ModelReply? ReadReply(JsonElement root, WireRequest call);

    /// <summary>Begins to read a streamed answer.</summary>
    IReplyStream OpenStream(WireRequest call);

    /// <summary>Reads an error body, or an error event; null when it is none.</summary>
    WireError? ReadError(HttpStatusCode? status, JsonElement body);
}

/// <summary>Puts a streamed answer together. Used by one call, from one thread at a time.</summary>
internal interface IReplyStream
{
    /// <summary>How the events are parted from each other.</summary>
    StreamFraming Framing => StreamFraming.ServerSentEvents;

    /// <summary>Whether nothing more is to come.</summary>
    bool IsDone { get; }

    /// <summary>Whether the answer is whole if the body ends here in good order.</summary>
    bool MayEnd { get; }

    /// <summary>Whether the answer is whole if the end mark <c>[DONE]</c> comes here.</summary>
    bool EndsByMark => MayEnd;

    /// <summary>Takes one event in and returns the text it adds; empty for none.</summary>
    /// <exception cref="ModelException">The event breaks the protocol.</exception>
    /// <returns>The text, or an error the event carries.</returns>
    StreamStep Accept(string? eventName, JsonElement data);

    /// <summary>The answer so far: whole when done, a part otherwise.</summary>
    ModelReply ToReply();
}

/// <summary>How the events of a streamed answer are parted from each other.</summary>
internal enum StreamFraming
{
    /// <summary>Server-sent events.</summary>
    ServerSentEvents,

    /// <summary>One JSON value per line.</summary>
    Lines,

    /// <summary>The binary messages of AWS, each with its length and checksums.</summary>
    AwsEventStream,
}

/// <summary>What an event gave: text, an error of the provider, or a breach of its protocol.</summary>
internal readonly record struct StreamStep(string Delta, WireError? Error = null, string? Breach = null)
{
    /// <summary>Reasoning that the event adds; null or empty for none.</summary>
    public string? Reasoning { get; init; }

    public static StreamStep Nothing { get; } = new("");
}
