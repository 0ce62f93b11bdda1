using System.Net;

namespace Skills.Engine.Providers.Http;

/// <summary>The request's bytes. It is asked for them once the connection stands, which is how the connect deadline ends whatever handler the host chose.</summary>
internal sealed class RequestBody : HttpContent
{
    private readonly PooledBuffer _body;
    private readonly AttemptClock _clock;
    private int _unfinishedWrites;

    public RequestBody(PooledBuffer body, AttemptClock clock, string mediaType = "application/json")
    {
        _body = body;
        _clock = clock;
        Headers.TryAddWithoutValidation("Content-Type", mediaType);
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        _clock.Enter(TimeoutStage.FirstToken);
        Interlocked.Increment(ref _unfinishedWrites);
        await stream.WriteAsync(_body.Written, cancellationToken).ConfigureAwait(false);
        Interlocked.Decrement(ref _unfinishedWrites);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = _body.Length;
        return true;
    }

    protected override void Dispose(bool disposing)
    {
        // An interrupted write may still read the memory: then it is left to the collector rather than handed to another call.
        if (disposing && Volatile.Read(ref _unfinishedWrites) == 0)
        {
            _body.Dispose();
        }

        base.Dispose(disposing);
    }
}
