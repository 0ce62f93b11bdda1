using System.Text.Json;
using Skills.Replies.Streaming;

namespace Skills.Engine;

/// <summary>
/// The output as far as a model has written it. Strings and lists grow; numbers, booleans and members of an enum are there
/// only when they are whole. It is not validated: the result that ends the stream is.
/// </summary>
public sealed class PartialOutput
{
    private readonly StreamingReader _reader;
    private readonly PartialSnapshot _snapshot;

    internal PartialOutput(StreamingReader reader, PartialSnapshot snapshot) => (_reader, _snapshot) = (reader, snapshot);

    /// <summary>The value at the moment of the event, written out when it is asked for; null while nothing can be shown. May be read later and from any thread.</summary>
    public JsonElement? Value => _reader.ValueOf(_snapshot);
}
