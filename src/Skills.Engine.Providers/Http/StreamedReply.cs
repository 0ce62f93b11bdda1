using System.Text.Json;

namespace Skills.Engine.Providers.Http;

/// <summary>Reads a streamed answer to its end and says so only when it was whole.</summary>
internal sealed class StreamedReply : IDisposable
{
    private readonly IProviderWire _wire;
    private readonly OpenCall _call;
    private readonly IReplyStream _stream;
    private readonly IEventReader _events;

    public StreamedReply(IProviderWire wire, OpenCall call)
    {
        _wire = wire;
        _call = call;
        _stream = wire.OpenStream(call.Request);
        _events = _stream.Framing == StreamFraming.AwsEventStream ? new AwsEventReader(call.Body, call.Faults) : new SseReader(call.Body, _stream.Framing == StreamFraming.Lines);
        call.Faults.Stream = _stream;
    }

    public TimeSpan? TimeToFirstToken { get; private set; }

    /// <summary>The reasoning that the last event added; null or empty for none.</summary>
    public string? Reasoning { get; private set; }

    /// <summary>The whole answer; meaningful once <see cref="ReadAsync"/> returned null.</summary>
    /// <exception cref="ModelException">What came in pieces is together not what the API may send.</exception>
    public ModelReply Reply
    {
        get
        {
            try
            {
                return _stream.ToReply();
            }
            catch (Exception e) when (WireText.IsUnreadable(e))
            {
                var malformed = _call.Faults.Make(ModelErrorKind.Malformed, "sent a stream whose pieces cannot be read together.", e);
                _call.Failed?.Invoke(malformed);
                throw malformed;
            }
        }
    }

    /// <summary>The next piece of text, empty for an event or comment without any; null when the answer is whole.</summary>
    /// <exception cref="ModelException">The answer broke off, or an error came in the stream.</exception>
    public async ValueTask<string?> ReadAsync()
    {
        try
        {
            return await NextAsync().ConfigureAwait(false);
        }
        catch (ModelException e)
        {
            _call.Failed?.Invoke(e);
            throw;
        }
    }

    public void Dispose() => _events.Dispose();

    private async ValueTask<string?> NextAsync()
    {
        Reasoning = null;
        if (_stream.IsDone)
        {
            return null;
        }

        if (!await _events.ReadAsync().ConfigureAwait(false))
        {
            return _stream.MayEnd ? null : throw Cut(null);
        }

        if (_events.IsComment)
        {
            return "";
        }

        if (_events.Data.Span.SequenceEqual("[DONE]"u8))
        {
            return _stream.MayEnd || _stream.EndsByMark ? null : throw Cut(null);
        }

        var delta = Accept(_events.EventName, _events.Data);
        if (delta.Length > 0)
        {
            TimeToFirstToken ??= _call.Clock.Elapsed;
        }

        return delta;
    }

    private string Accept(string? name, ReadOnlyMemory<byte> data)
    {
        try
        {
            using var document = JsonDocument.Parse(data, new() { MaxDepth = 128 });
            var root = document.RootElement;
            if (name == "error" || root.Get("error") is not null)
            {
                throw _call.Faults.FromProvider(_wire.ReadError(null, root) ?? new());
            }

            var step = _stream.Accept(name, root);
            return step switch
            {
                { Error: { } error } => throw _call.Faults.FromProvider(error),
                { Breach: { } breach } => throw _call.Faults.Make(ModelErrorKind.Malformed, $"broke the protocol of its stream: {breach}"),
                _ => Show(step),
            };
        }
        catch (Exception e) when (WireText.IsUnreadable(e))
        {
            throw _events.IsLast ? Cut(e) : _call.Faults.Make(ModelErrorKind.Malformed, "sent an event that is not JSON.", e);
        }
    }

    private string Show(StreamStep step)
    {
        Reasoning = step.Reasoning;
        return step.Delta;
    }

    private ModelException Cut(Exception? inner) =>
        _call.Faults.Make(ModelErrorKind.Truncated, "ended its stream before the answer was whole.", inner);
}
