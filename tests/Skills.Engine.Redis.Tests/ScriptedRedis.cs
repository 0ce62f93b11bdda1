using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Skills.Engine.Redis.Tests;

/// <summary>A server that speaks enough of the protocol for a client to connect, and answers data commands as a test says: a line of RESP, or nothing at all.</summary>
internal sealed class ScriptedRedis : IAsyncDisposable
{
    private static readonly string[] DataCommands = ["GET", "GETRANGE", "SET", "SETEX", "PSETEX", "DEL", "EVAL", "EVALSHA", "SCRIPT", "PUBLISH"];

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private int _dataCommands;

    public ScriptedRedis()
    {
        _listener.Start();
        _ = AcceptAsync();
    }

    public string ConnectionString => $"127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port},abortConnect=false,tiebreaker=";

    /// <summary>What a data command is answered with; null for no answer. Empty closes the connection.</summary>
    public string? Answer { get; set; } = "$-1\r\n";

    public TimeSpan Delay { get; set; }

    public int DataCommandsSeen => Volatile.Read(ref _dataCommands);

    public ValueTask DisposeAsync()
    {
        _stop.Cancel();
        _listener.Stop();
        _stop.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (!_stop.IsCancellationRequested)
            {
                _ = ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // Stopped.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var owned = client;
        try
        {
            using var reader = new StreamReader(client.GetStream(), Encoding.Latin1);
            while (await ReadCommandAsync(reader) is { } command)
            {
                if (await AnswerAsync(command) is not { } answer)
                {
                    continue;
                }

                if (answer.Length == 0)
                {
                    return;
                }

                await client.GetStream().WriteAsync(Encoding.Latin1.GetBytes(answer));
            }
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException)
        {
            // The client went away.
        }
    }

    private async Task<string?> AnswerAsync(string[] command)
    {
        var name = command[0].ToUpperInvariant();
        if (DataCommands.Contains(name))
        {
            Interlocked.Increment(ref _dataCommands);
            if (Delay > TimeSpan.Zero)
            {
                await Task.Delay(Delay);
            }

            return Answer;
        }

        return name switch
        {
            "PING" => "+PONG\r\n",
            "ECHO" => Bulk(command[1]),
            "INFO" => Bulk("redis_version:7.0.15\r\nrole:master\r\n"),
            "CONFIG" => "*0\r\n",
            "CLUSTER" => "-ERR This instance has cluster support disabled\r\n",
            "SUBSCRIBE" => $"*3\r\n{Bulk("subscribe")}{Bulk(command[1])}:1\r\n",
            "UNSUBSCRIBE" => $"*3\r\n{Bulk("unsubscribe")}{Bulk(command[1])}:0\r\n",
            _ => "+OK\r\n",
        };
    }

    private static async Task<string[]?> ReadCommandAsync(StreamReader reader)
    {
        if (await reader.ReadLineAsync() is not ['*', .. var count])
        {
            return null;
        }

        var words = new string[int.Parse(count, CultureInfo.InvariantCulture)];
        for (var i = 0; i < words.Length; i++)
        {
            var length = int.Parse((await reader.ReadLineAsync())![1..], CultureInfo.InvariantCulture);
            var word = new char[length + 2];
            await reader.ReadBlockAsync(word);
            words[i] = new(word, 0, length);
        }

        return words;
    }

    private static string Bulk(string text) => $"${text.Length}\r\n{text}\r\n";
}
