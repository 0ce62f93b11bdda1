using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace Skills.Engine.Redis.Tests;

/// <summary>
/// A server that keeps values and grants leases as Redis does, as far as the engine asks for it, until it is told to fail: then
/// it answers what a test says, or nothing, or late, or goes away.
/// </summary>
internal sealed class ScriptedRedis : IAsyncDisposable
{
    private static readonly string[] DataCommands =
        ["GET", "GETRANGE", "SET", "SETEX", "PSETEX", "DEL", "UNLINK", "INCR", "INCRBY", "EVAL", "EVALSHA", "SCRIPT", "PUBLISH"];

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<string, string> _values = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, string> _scripts = new(StringComparer.Ordinal);
    private int _dataCommands;

    public ScriptedRedis()
    {
        _listener.Start();
        _ = AcceptAsync();
    }

    public string ConnectionString => $"127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port},abortConnect=false,tiebreaker=";

    /// <summary>Null while it is well.</summary>
    public ScriptedFault? Fault { get; set; }

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
        client.NoDelay = true;
        try
        {
            using var reader = new StreamReader(client.GetStream(), Encoding.Latin1);
            while (await ReadCommandAsync(reader) is { } command)
            {
                var name = command[0].ToUpperInvariant();
                var isData = DataCommands.Contains(name);
                var fault = isData && Fault is { } current && current.Hits(name) ? current : null;
                if (isData)
                {
                    Interlocked.Increment(ref _dataCommands);
                }

                await Task.Delay(fault?.Delay ?? TimeSpan.Zero);
                var answer = fault is { IsLateOnly: false } ? fault.Answer : isData ? Data(name, command) : Handshake(name, command);
                if (answer is not null)
                {
                    await client.GetStream().WriteAsync(Encoding.Latin1.GetBytes(answer));
                }

                if (fault is { Closes: true })
                {
                    return;
                }
            }
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException)
        {
            // The client went away.
        }
    }

    private static string Handshake(string name, string[] command) => name switch
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

    private string Data(string name, string[] command)
    {
        switch (name)
        {
            case "GET" or "GETRANGE":
                return _values.TryGetValue(command[1], out var value) ? Bulk(value) : name == "GET" ? "$-1\r\n" : "$0\r\n\r\n";
            case "SET":
                return !command.Contains("NX", StringComparer.OrdinalIgnoreCase) ? Kept(command[1], command[2])
                    : _values.TryAdd(command[1], command[2]) ? "+OK\r\n"
                    : "$-1\r\n";
            case "SETEX" or "PSETEX":
                return Kept(command[1], command[3]);
            case "DEL" or "UNLINK":
                return _values.TryRemove(command[1], out _) ? ":1\r\n" : ":0\r\n";
            case "INCR" or "INCRBY":
                var by = name == "INCR" ? 1 : long.Parse(command[2], CultureInfo.InvariantCulture);
                return $":{_values.AddOrUpdate(command[1], Text(by), (_, old) => Text(long.Parse(old, CultureInfo.InvariantCulture) + by))}\r\n";
            case "SCRIPT":
                var digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.Latin1.GetBytes(command[2])))[..40];
                _scripts[digest] = command[2];
                return Bulk(digest);
            case "EVAL":
                return Script(command[1], command[3..]);
            case "EVALSHA":
                return _scripts.TryGetValue(command[1], out var script) ? Script(script, command[3..]) : "-NOSCRIPT No matching script.\r\n";
            default:
                return ":0\r\n";
        }
    }

    // What the engine's scripts do, told apart by what only one of them has. Arguments: the keys, then the values.
    private string Script(string script, string[] rest)
    {
        if (script.StartsWith("local entry", StringComparison.Ordinal) && _values.TryGetValue(rest[2], out var entry))
        {
            return Bulk(entry);
        }

        if (script.Contains("'NX', 'PX'", StringComparison.Ordinal))
        {
            return _values.TryAdd(rest[0], rest[4]) ? Data("INCR", ["INCR", rest[1]]) : ":0\r\n";
        }

        if (script.Contains("%.0f", StringComparison.Ordinal))
        {
            Kept(rest[0], rest[2]);
            return Bulk(rest[2]);
        }

        if (script.Contains("latest", StringComparison.Ordinal))
        {
            Kept(rest[2], rest[6]);
            _values.TryRemove(rest[0], out _);
            return ":1\r\n";
        }

        return script.Contains("PEXPIRE", StringComparison.Ordinal) ? ":1\r\n" : Data("DEL", ["DEL", rest[0]]);
    }

    private string Kept(string key, string value)
    {
        _values[key] = value;
        return "+OK\r\n";
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

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}

/// <summary>What is wrong with a scripted server.</summary>
internal sealed class ScriptedFault
{
    private int _seen;

    /// <summary>The bytes it answers; null for none.</summary>
    public string? Answer { get; init; }

    /// <summary>Whether its answers are right and only late.</summary>
    public bool IsLateOnly { get; init; }

    public TimeSpan Delay { get; init; }

    /// <summary>Whether it ends the connection after the answer.</summary>
    public bool Closes { get; init; }

    /// <summary>The commands it falls on; null for all.</summary>
    public string[]? Only { get; init; }

    /// <summary>On each how-manieth of them.</summary>
    public int Every { get; init; } = 1;

    public bool Hits(string command) => (Only is null || Only.Contains(command)) && Interlocked.Increment(ref _seen) % Every == 0;
}
