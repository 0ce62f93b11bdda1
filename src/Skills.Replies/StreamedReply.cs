using Skills.Replies.Streaming;

namespace Skills.Replies;

/// <summary>
/// A reply that arrives in pieces. Each character is read once, and what is shown never shrinks. Read the whole text with
/// <see cref="ReplyReader.Read"/> at the end: only that validates and lists repairs. One thread at a time may append.
/// </summary>
public sealed class StreamedReply
{
    private readonly StreamingReader _reader;

    internal StreamedReply(StreamingReader reader) => _reader = reader;

    /// <summary>Takes the next piece of the reply.</summary>
    /// <param name="piece">Any number of characters.</param>
    /// <returns>true when there is more to show than before.</returns>
    public bool Append(ReadOnlySpan<char> piece) => _reader.Append(piece);

    /// <summary>Gets the value so far. It is written out only when its value is read, on any thread and at any later time.</summary>
    public PartialOutput Current => _reader.Current;
}
