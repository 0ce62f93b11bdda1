using System.Net.Sockets;
using Skills.Engine.Testing;

namespace Skills.Engine.Testing.Tests;

public sealed class RedisServerFixtureTests
{
    [Fact]
    public async Task AServerAnswersFreezesComesBackAndIsGone()
    {
        Need();
        var redis = await RedisServerFixture.StartAsync();
        Assert.Equal("+PONG", await PingAsync(redis.Port));

        redis.Pause();
        Assert.Null(await PingAsync(redis.Port));
        redis.Resume();
        Assert.Equal("+PONG", await PingAsync(redis.Port));

        var before = redis.Pid;
        redis.Kill();
        Assert.Null(await PingAsync(redis.Port));
        await redis.RestartAsync();
        Assert.NotEqual(before, redis.Pid);
        Assert.Equal("+PONG", await PingAsync(redis.Port));

        await redis.DisposeAsync();
        Assert.Null(await PingAsync(redis.Port));
    }

    [Fact]
    public async Task AServerThatDoesNotRunCannotBeFrozen()
    {
        Need();
        await using var redis = await RedisServerFixture.StartAsync();
        redis.Kill();
        Assert.Throws<InvalidOperationException>(redis.Pause);
    }

    private static void Need()
    {
        if (RedisServerFixture.WhyUnavailable is { } reason)
        {
            Assert.False(Environment.GetEnvironmentVariable("CI") == "true", reason);
            Assert.Skip(reason);
        }
    }

    private static async Task<string?> PingAsync(int port)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMilliseconds(500));
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync("127.0.0.1", port, limit.Token);
            await client.GetStream().WriteAsync("PING\r\n"u8.ToArray(), limit.Token);
            var answer = new byte[5];
            await client.GetStream().ReadExactlyAsync(answer, limit.Token);
            return System.Text.Encoding.ASCII.GetString(answer);
        }
        catch (Exception e) when (e is SocketException or IOException or OperationCanceledException)
        {
            return null;
        }
    }
}
