using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Skills.Engine.Testing;

namespace Skills.Engine.Redis.Tests;

/// <summary>The commands of one execution, as <c>MONITOR</c> shows them to another client.</summary>
public sealed class CommandsOfAMissTests : IAsyncLifetime
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private RedisServerFixture _server = null!;

    public async ValueTask InitializeAsync()
    {
        RedisTest.RequireServer();
        _server = await RedisServerFixture.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }
    }

    [Fact]
    public async Task AMissTakesTwoCommandsAndAHitOne()
    {
        var model = new FakeModelClient().Reply("""{"version":1}""");
        await using var engine = SkillsEngine.Create(builder =>
        {
            builder.AddModelClient(model, model.Model()).AddRedisCache(_server.ConnectionString);
            builder.Services.Configure<SkillsEngineOptions>(static o =>
            {
                // Every hit comes from Redis, and counters of invalidations are read once.
                o.Cache.MemoryBytes = 0;
                o.Cache.InvalidationBound = TimeSpan.FromHours(1);
            });
        });

        // Connects, loads the scripts and reads the counters of the skill. A result that was stored shows that writing works too.
        await Eventually.HoldsAsync(async () => (await RunAsync(engine, "first")).CacheHit, "Redis did not answer.");
        using var monitor = await Monitor.StartAsync(_server.Port);

        Assert.False((await RunAsync(engine, "second")).CacheHit);
        var miss = await monitor.ReadAsync(commands: 2);
        Assert.True((await RunAsync(engine, "second")).CacheHit);
        var hit = await monitor.ReadAsync(commands: 1);

        Assert.Equal(["evalsha", "evalsha"], miss);
        Assert.Equal(["evalsha"], hit);
        Assert.Empty(await monitor.ReadUntilAsync("end"));
    }

    private static Task<SkillResult> RunAsync(SkillExecutionEngine engine, string name) =>
        engine.ExecuteAsync(CacheWorker.Skill, JsonSerializer.SerializeToElement(new { name }), cancellationToken: TestContext.Current.CancellationToken);

    /// <summary>Reads what MONITOR prints. What a script runs is marked as <c>lua</c> and is part of its script.</summary>
    private sealed class Monitor(TcpClient client, StreamReader lines) : IDisposable
    {
        public static async Task<Monitor> StartAsync(int port)
        {
            var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, port, TestContext.Current.CancellationToken);
            var reader = new StreamReader(client.GetStream());
            await client.GetStream().WriteAsync("MONITOR\r\n"u8.ToArray(), TestContext.Current.CancellationToken);
            Assert.Equal("+OK", await reader.ReadLineAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(Deadline));
            return new(client, reader);
        }

        public async Task<List<string>> ReadAsync(int commands)
        {
            var read = new List<string>();
            while (read.Count < commands)
            {
                if (Counted(await LineAsync()) is { } command)
                {
                    read.Add(command);
                }
            }

            return read;
        }

        /// <summary>Sends an echo by another connection and reads what comes before it.</summary>
        public async Task<List<string>> ReadUntilAsync(string echo)
        {
            using var other = new TcpClient();
            await other.ConnectAsync(IPAddress.Loopback, ((IPEndPoint)client.Client.RemoteEndPoint!).Port, TestContext.Current.CancellationToken);
            await other.GetStream().WriteAsync(System.Text.Encoding.ASCII.GetBytes($"ECHO {echo}\r\n"), TestContext.Current.CancellationToken);
            var read = new List<string>();
            for (var line = await LineAsync(); !line.Contains($"\"{echo}\"", StringComparison.Ordinal); line = await LineAsync())
            {
                if (Counted(line) is { } command)
                {
                    read.Add(command);
                }
            }

            return read;
        }

        public void Dispose()
        {
            lines.Dispose();
            client.Dispose();
        }

        private async Task<string> LineAsync() => (await lines.ReadLineAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(Deadline))!;

        // As in: +1700000000.123456 [0 127.0.0.1:5000] "GETRANGE" "sk:..." "0" "100". The client pings idle connections.
        private static string? Counted(string line)
        {
            var command = line.Split('"')[1].ToLowerInvariant();
            return line.Contains(" lua] ", StringComparison.Ordinal) || command is "ping" or "info" or "config" or "client" or "get" ? null : command;
        }
    }
}
