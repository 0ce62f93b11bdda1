using System.IO.Pipelines;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;

namespace Skills.Engine.Testing.Loopback;

/// <summary>Sends an answer with its faults: through the web server where HTTP is kept, straight to the connection where it is broken.</summary>
internal sealed class LoopbackTransport(HttpContext http, LoopbackReply reply, TimeProvider time)
{
    public async Task SendAsync(int status, Dictionary<string, string> headers, IReadOnlyList<byte[]> chunks)
    {
        await WaitAsync(reply.DelayToHeaders).ConfigureAwait(false);
        if (reply.ResetAfterBytes is not null || reply.EndAfterBytes is not null || reply.CloseDelimited)
        {
            await SendRawAsync(status, headers, Cut(chunks)).ConfigureAwait(false);
            return;
        }

        http.Response.StatusCode = status;
        foreach (var (name, value) in headers)
        {
            http.Response.Headers[name] = value;
        }

        if (chunks.Count == 1 && !reply.Endless && reply.ChunkSize == 0)
        {
            http.Response.ContentLength = chunks[0].Length;
        }

        if (reply.DelayToFirstByte != TimeSpan.Zero)
        {
            await http.Response.StartAsync(http.RequestAborted).ConfigureAwait(false);
            await http.Response.BodyWriter.FlushAsync(http.RequestAborted).ConfigureAwait(false);
            await WaitAsync(reply.DelayToFirstByte).ConfigureAwait(false);
        }

        await WriteAsync(http.Response.BodyWriter, Split(chunks), chunked: false).ConfigureAwait(false);
    }

    private async Task WriteAsync(PipeWriter writer, IEnumerable<byte[]> chunks, bool chunked)
    {
        var first = true;
        foreach (var chunk in chunks)
        {
            if (!first)
            {
                await WaitAsync(reply.DelayBetweenChunks).ConfigureAwait(false);
            }

            first = false;
            var bytes = chunked ? [.. Encoding.ASCII.GetBytes($"{chunk.Length:x}\r\n"), .. chunk, .. "\r\n"u8] : chunk;
            await writer.WriteAsync(bytes, http.RequestAborted).ConfigureAwait(false);
            await writer.FlushAsync(http.RequestAborted).ConfigureAwait(false);
        }
    }

    private async Task SendRawAsync(int status, Dictionary<string, string> headers, List<byte[]> chunks)
    {
        var transport = http.Features.Get<IConnectionTransportFeature>()!.Transport.Output;
        var head = new StringBuilder().Append(System.Globalization.CultureInfo.InvariantCulture, $"HTTP/1.1 {status} Scripted\r\n");
        foreach (var (name, value) in headers)
        {
            head.Append(System.Globalization.CultureInfo.InvariantCulture, $"{name}: {value}\r\n");
        }

        head.Append(reply.CloseDelimited ? "Connection: close\r\n\r\n" : "Transfer-Encoding: chunked\r\n\r\n");
        await transport.WriteAsync(Encoding.ASCII.GetBytes(head.ToString()), http.RequestAborted).ConfigureAwait(false);
        await WaitAsync(reply.DelayToFirstByte).ConfigureAwait(false);
        await WriteAsync(transport, chunks.Where(static c => c.Length > 0), chunked: !reply.CloseDelimited).ConfigureAwait(false);
        if (reply.EndAfterBytes is null && reply.ResetAfterBytes is null && !reply.CloseDelimited)
        {
            await transport.WriteAsync("0\r\n\r\n"u8.ToArray(), http.RequestAborted).ConfigureAwait(false);
        }

        // What was flushed must reach the socket before it is closed under it.
        await transport.CompleteAsync().ConfigureAwait(false);
        Close();
    }

    private void Close()
    {
        var socket = http.Features.Get<IConnectionSocketFeature>()?.Socket;
        if (reply.ResetAfterBytes is not null && socket is not null)
        {
            socket.LingerState = new(enable: true, seconds: 0);
            http.Abort();
            return;
        }

        http.Features.Get<IConnectionLifetimeNotificationFeature>()?.RequestClose();
    }

    private List<byte[]> Cut(IReadOnlyList<byte[]> chunks)
    {
        var left = reply.ResetAfterBytes ?? reply.EndAfterBytes ?? int.MaxValue;
        var kept = new List<byte[]>();
        foreach (var chunk in Split(chunks))
        {
            kept.Add(chunk.Length <= left ? chunk : chunk[..left]);
            left -= Math.Min(left, chunk.Length);
        }

        return kept;
    }

    private IEnumerable<byte[]> Split(IReadOnlyList<byte[]> chunks)
    {
        foreach (var chunk in chunks)
        {
            if (reply.ChunkSize <= 0)
            {
                yield return chunk;
                continue;
            }

            foreach (var part in chunk.Chunk(reply.ChunkSize))
            {
                yield return part;
            }
        }

        while (reply.Endless)
        {
            yield return chunks[^1];
        }
    }

    private Task WaitAsync(TimeSpan delay) =>
        delay == TimeSpan.Zero ? Task.CompletedTask : Task.Delay(delay, time, http.RequestAborted);
}
