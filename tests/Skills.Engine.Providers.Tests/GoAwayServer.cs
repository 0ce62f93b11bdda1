using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Skills.Engine.Providers.Tests;

/// <summary>When a server that speaks HTTP/2 without TLS says that it goes away.</summary>
public enum GoAway
{
    /// <summary>Not at all.</summary>
    Never,

    /// <summary>Before it took the call, so that the call may be made again.</summary>
    BeforeTheCall,

    /// <summary>In the middle of the answer, which it still ends in order.</summary>
    BesideTheAnswer,

    /// <summary>In the middle of the answer, which never ends.</summary>
    WithinTheAnswer,
}

/// <summary>A server of a few HTTP/2 frames: each connection follows the next script, the last one for good.</summary>
internal sealed class GoAwayServer : IAsyncDisposable
{
    private const byte Data = 0, Headers = 1, Settings = 4, GoingAway = 7;
    private const byte EndStream = 1, EndHeaders = 4, Ack = 1;

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopping = new();
    private readonly byte[] _answer;
    private readonly Queue<GoAway> _scripts;
    private readonly Task _running;
    private GoAway _script;

    public GoAwayServer(byte[] answer, params GoAway[] scripts)
    {
        _answer = answer;
        _scripts = new(scripts);
        _listener.Start();
        _running = AcceptAsync();
    }

    public string Url => $"http://{_listener.LocalEndpoint}/v1";

    public int Connections { get; private set; }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _listener.Stop();
        await _running;
        _stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        var serving = new List<Task>();
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_stopping.Token);
                Connections++;
                _script = _scripts.TryDequeue(out var next) ? next : GoAway.Never;
                serving.Add(ServeAsync(client, _script));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(serving);
        }
    }

    private async Task ServeAsync(TcpClient client, GoAway script)
    {
        using var _ = client;
        var stream = client.GetStream();
        try
        {
            var preface = new byte[24];
            await stream.ReadExactlyAsync(preface, _stopping.Token);
            await WriteAsync(stream, Settings, 0, 0, []);
            while (true)
            {
                var (type, flags, id) = await ReadAsync(stream);
                if (type == Settings && (flags & Ack) == 0)
                {
                    await WriteAsync(stream, Settings, Ack, 0, []);
                }
                else if (type == Headers && script == GoAway.BeforeTheCall)
                {
                    await GoAwayAsync(stream, 0, 0);
                    await LeaveAsync(stream, script);
                    return;
                }
                else if (type is Headers or Data && (flags & EndStream) != 0)
                {
                    await AnswerAsync(stream, id, script);
                    if (script != GoAway.Never)
                    {
                        await LeaveAsync(stream, script);
                        return;
                    }
                }
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            // The client went, or the test is over.
        }
    }

    // Closing in order waits for the client: while it still writes, the connection would be reset under what was just said.
    private Task LeaveAsync(NetworkStream stream, GoAway script) =>
        script == GoAway.WithinTheAnswer ? Task.CompletedTask : stream.CopyToAsync(Stream.Null, _stopping.Token);

    private async Task AnswerAsync(NetworkStream stream, int id, GoAway script)
    {
        // The one header is ":status: 200", which is entry 8 of HPACK's static table.
        await WriteAsync(stream, Headers, EndHeaders, id, [0x88]);
        await WriteAsync(stream, Data, 0, id, _answer[..(_answer.Length / 2)]);
        if (script == GoAway.WithinTheAnswer)
        {
            await GoAwayAsync(stream, id, errorCode: 2);
            return;
        }

        if (script == GoAway.BesideTheAnswer)
        {
            await GoAwayAsync(stream, id, errorCode: 0);
        }

        await WriteAsync(stream, Data, EndStream, id, _answer[(_answer.Length / 2)..]);
    }

    private Task GoAwayAsync(NetworkStream stream, int last, int errorCode)
    {
        var payload = new byte[8];
        BinaryPrimitives.WriteInt32BigEndian(payload, last);
        BinaryPrimitives.WriteInt32BigEndian(payload.AsSpan(4), errorCode);
        return WriteAsync(stream, GoingAway, 0, 0, payload);
    }

    private async Task<(byte Type, byte Flags, int Stream)> ReadAsync(NetworkStream stream)
    {
        var head = new byte[9];
        await stream.ReadExactlyAsync(head, _stopping.Token);
        await stream.ReadExactlyAsync(new byte[(head[0] << 16) | (head[1] << 8) | head[2]], _stopping.Token);
        return (head[3], head[4], BinaryPrimitives.ReadInt32BigEndian(head.AsSpan(5)));
    }

    private async Task WriteAsync(NetworkStream stream, byte type, byte flags, int id, byte[] payload)
    {
        var frame = new byte[9 + payload.Length];
        frame[1] = (byte)(payload.Length >> 8);
        frame[2] = (byte)payload.Length;
        frame[3] = type;
        frame[4] = flags;
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(5), id);
        payload.CopyTo(frame, 9);
        await stream.WriteAsync(frame, _stopping.Token);
    }
}
