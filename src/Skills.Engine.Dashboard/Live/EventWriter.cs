using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Skills.Engine.AspNetCore.Responses;

namespace Skills.Engine.Dashboard.Live;

/// <summary>Writes server-sent events to a response.</summary>
internal sealed class EventWriter
{
    private static readonly byte[] Comment = Encoding.ASCII.GetBytes(": keep-alive\n\n");

    // A viewer that takes nothing for so long holds a connection and what waits for it.
    private static readonly TimeSpan StallTimeout = TimeSpan.FromSeconds(30);

    private readonly Stream _body;

    private EventWriter(Stream body) => _body = body;

    /// <summary>Starts the response.</summary>
    public static async Task<EventWriter> StartAsync(HttpContext http)
    {
        http.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        http.Response.ContentType = "text/event-stream";
        http.Response.Headers["X-Accel-Buffering"] = "no";
        await http.Response.StartAsync(http.RequestAborted).ConfigureAwait(false);
        await http.Response.Body.FlushAsync(http.RequestAborted).ConfigureAwait(false);
        return new(http.Response.Body);
    }

    /// <summary>Writes one event.</summary>
    public Task WriteAsync(string name, Action<Utf8JsonWriter> json, CancellationToken cancellationToken) =>
        WriteAsync([.. Encoding.ASCII.GetBytes($"event: {name}\ndata: "), .. Reply.Utf8(json).Span, (byte)'\n', (byte)'\n'], cancellationToken);

    /// <summary>Writes a comment, so that no proxy takes an idle stream for a dead one.</summary>
    public Task BeatAsync(CancellationToken cancellationToken) => WriteAsync(Comment, cancellationToken);

    private async Task WriteAsync(byte[] bytes, CancellationToken cancellationToken)
    {
        using var stall = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        stall.CancelAfter(StallTimeout);
        await _body.WriteAsync(bytes, stall.Token).ConfigureAwait(false);
        await _body.FlushAsync(stall.Token).ConfigureAwait(false);
    }
}
