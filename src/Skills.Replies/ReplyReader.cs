using Skills.Replies.Reading;
using Skills.Replies.Streaming;

namespace Skills.Replies;

/// <summary>
/// Reads the replies of language models. Strict JSON is taken as it is. Anything else is read in every way that the text allows, and the
/// reading that fits the schema with the least repair is taken. Thread-safe.
/// </summary>
public static class ReplyReader
{
    /// <summary>Reads a whole reply. Time and memory grow linearly with its length.</summary>
    /// <param name="text">The reply.</param>
    /// <param name="schema">The schema to fit; null takes whatever can be read.</param>
    /// <param name="options">Options and limits; null for the defaults.</param>
    /// <returns>The value, the repairs and what is wrong. A bad reply never throws.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A limit of <paramref name="options"/> is out of its range.</exception>
    public static ReplyReading Read(string text, ReplySchema? schema = null, ReplyOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        options ??= ReplyOptions.Default;
        return new WholeReplyReader(options.Limits()).Read(text, options.Request(schema));
    }

    /// <summary>Starts reading a reply that arrives in pieces. Use one stream for each reply.</summary>
    /// <param name="schema">The schema to fit; null takes whatever can be read.</param>
    /// <param name="options">Options and limits; null for the defaults.</param>
    /// <exception cref="ArgumentOutOfRangeException">A limit of <paramref name="options"/> is out of its range.</exception>
    public static StreamedReply Stream(ReplySchema? schema = null, ReplyOptions? options = null)
    {
        options ??= ReplyOptions.Default;
        return new(new StreamingReader(schema?.Shape, options.Limits()));
    }
}
