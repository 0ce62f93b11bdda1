namespace Skills.Engine.Providers.Http;

/// <summary>Takes the body of a streamed answer apart into events. Used by one call, from one thread at a time.</summary>
internal interface IEventReader : IDisposable
{
    /// <summary>Name of the current event; null when it has none.</summary>
    string? EventName { get; }

    /// <summary>Data of the current event; valid until the next read.</summary>
    ReadOnlyMemory<byte> Data { get; }

    /// <summary>Whether the current event was cut by the end of the body, so that a fault in its data means truncation.</summary>
    bool IsLast { get; }

    /// <summary>Whether it is a comment rather than an event: it says only that the server is alive.</summary>
    bool IsComment { get; }

    /// <summary>Moves to the next event or comment; false at the end of the body.</summary>
    ValueTask<bool> ReadAsync();
}
