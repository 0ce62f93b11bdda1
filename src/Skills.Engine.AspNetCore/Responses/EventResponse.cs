using Microsoft.AspNetCore.Http;

namespace Skills.Engine.AspNetCore.Responses;

/// <summary>Writes server-sent events. Comments keep an idle stream open, and a client that takes nothing is disconnected.</summary>
internal sealed class EventResponse(HttpContext http, TimeSpan heartbeat, TimeSpan stallTimeout, TimeProvider time)
{
    private const int PieceBytes = 16 * 1024;

    private readonly Stream _body = http.Response.Body;

    /// <summary>Starts the response and writes the events until they end, or the client leaves. The client's leaving ends them.</summary>
    /// <param name="start">Starts the events.</param>
    /// <param name="frame">Returns an event as bytes; empty for one that is left out.</param>
    /// <param name="cancellationToken">Ends the stream.</param>
    public async Task WriteAsync<T>(Func<CancellationToken, IAsyncEnumerable<T>> start, Func<T, ReadOnlyMemory<byte>> frame, CancellationToken cancellationToken)
    {
        var response = http.Response;
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-cache";
        response.Headers["X-Accel-Buffering"] = "no";
        try
        {
            await response.StartAsync(cancellationToken).ConfigureAwait(false);
            await _body.FlushAsync(cancellationToken).ConfigureAwait(false);
            await PumpAsync(start(cancellationToken), frame, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The client left, or the host ends the stream.
        }
        catch (TimeoutException)
        {
            // A client that does not read would hold the reply for as long as its socket is open.
            http.Abort();
        }
    }

    private async Task PumpAsync<T>(IAsyncEnumerable<T> source, Func<T, ReadOnlyMemory<byte>> frame, CancellationToken cancellationToken)
    {
        var events = source.GetAsyncEnumerator(cancellationToken);
        await using (events.ConfigureAwait(false))
        {
            var next = events.MoveNextAsync().AsTask();
            while (true)
            {
                try
                {
                    // Without the token: the stream itself ends with it, and must have ended before it is disposed of.
                    if (!await next.WaitAsync(heartbeat, time, CancellationToken.None).ConfigureAwait(false))
                    {
                        return;
                    }
                }
                catch (TimeoutException) when (!next.IsCompleted)
                {
                    await BeatAsync(next, cancellationToken).ConfigureAwait(false);
                    continue;
                }

                await WriteAsync(frame(events.Current), cancellationToken).ConfigureAwait(false);
                next = events.MoveNextAsync().AsTask();
            }
        }
    }

    private async Task BeatAsync(Task pending, CancellationToken cancellationToken)
    {
        try
        {
            await WriteAsync(EventFrame.Comment, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            await pending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }
    }

    // In pieces, so that a slow client that still reads is not taken for one that does not.
    private async Task WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        for (var rest = bytes; rest.Length > 0;)
        {
            var piece = rest[..Math.Min(rest.Length, PieceBytes)];
            rest = rest[piece.Length..];
            await TakenAsync(_body.WriteAsync(piece, cancellationToken)).ConfigureAwait(false);
        }

        await TakenAsync(new(_body.FlushAsync(cancellationToken))).ConfigureAwait(false);
    }

    private async ValueTask TakenAsync(ValueTask writing)
    {
        if (!writing.IsCompletedSuccessfully)
        {
            await writing.AsTask().WaitAsync(stallTimeout, time, CancellationToken.None).ConfigureAwait(false);
        }
    }
}
