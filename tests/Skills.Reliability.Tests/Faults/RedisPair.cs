using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Skills.Engine.Testing;

namespace Skills.Reliability.Tests.Faults;

/// <summary>A real Redis that keeps its data, its replica, and the address under which clients find the one that takes writes.</summary>
internal sealed class RedisPair : IAsyncDisposable
{
    private static readonly string[] Durable = ["--appendonly", "yes", "--appendfsync", "always"];

    private const int MostLooks = 150;

    private RedisServerFixture _replica;

    private RedisPair(RedisServerFixture main, RedisServerFixture replica)
    {
        Main = main;
        _replica = replica;
        Proxy = new(main.Port);
    }

    public RedisServerFixture Main { get; private set; }

    public TcpProxy Proxy { get; }

    public string ConnectionString => $"127.0.0.1:{Proxy.Port},abortConnect=false,allowAdmin=false";

    public static async Task<RedisPair> StartAsync()
    {
        var main = await RedisServerFixture.StartAsync(Durable);
        return new(main, await ReplicaOf(main));
    }

    /// <summary>Hands over to the replica, as a planned failover does: writes are held back until it has them all. Then a new replica is started.</summary>
    public async Task FailOverAsync(CancellationToken cancellationToken)
    {
        Proxy.IsHalfOpen = true;
        try
        {
            await HandOverAsync(cancellationToken);
        }
        finally
        {
            Proxy.IsHalfOpen = false;
        }

        _replica = await ReplicaOf(Main);
    }

    private async Task HandOverAsync(CancellationToken cancellationToken)
    {
        for (var look = 0; !await HasAllAsync(cancellationToken); look++)
        {
            if (look == MostLooks)
            {
                throw new IOException("The replica is not connected: there is nothing to fail over to.");
            }

            await Task.Delay(20, cancellationToken);
        }

        await AskAsync(_replica, "REPLICAOF NO ONE", cancellationToken);
        var old = Main;
        (Main, Proxy.Target) = (_replica, _replica.Port);
        Proxy.Reset();
        await old.DisposeAsync();
    }

    /// <summary>Sends a command that the engine's own clients may not send.</summary>
    public Task<string> AskAsync(string command, CancellationToken cancellationToken) => AskAsync(Main, command, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await Proxy.DisposeAsync();
        await _replica.DisposeAsync();
        await Main.DisposeAsync();
    }

    private static Task<RedisServerFixture> ReplicaOf(RedisServerFixture main) =>
        RedisServerFixture.StartAsync([.. Durable, "--replicaof", "127.0.0.1", main.Port.ToString(CultureInfo.InvariantCulture), "--repl-diskless-sync-delay", "0"]);

    // The offset of a replica that lost its main says nothing: after a restart the main counts from the start.
    private async Task<bool> HasAllAsync(CancellationToken cancellationToken)
    {
        var (replica, main) = (await AskAsync(_replica, "INFO replication", cancellationToken), await AskAsync(Main, "INFO replication", cancellationToken));
        return replica.Contains("master_link_status:up", StringComparison.Ordinal) && OffsetOf(replica) >= OffsetOf(main);
    }

    private static long OffsetOf(string info)
    {
        var line = info.Split("\r\n").First(static l => l.StartsWith("master_repl_offset:", StringComparison.Ordinal));
        return long.Parse(line.AsSpan("master_repl_offset:".Length), CultureInfo.InvariantCulture);
    }

    private static async Task<string> AskAsync(RedisServerFixture server, string command, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(10));
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", server.Port, limit.Token);
        var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(command + "\r\nQUIT\r\n"), limit.Token);
        using var answer = new MemoryStream();
        await stream.CopyToAsync(answer, limit.Token);
        return Encoding.Latin1.GetString(answer.ToArray());
    }
}
