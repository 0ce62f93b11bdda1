using System.Net.Sockets;
using System.Text;

namespace Skills.Engine.Testing.Tests;

public sealed class RedisFixtureTests(ITestOutputHelper output)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task AServerIsStartedAndSaysWhereItComesFrom()
    {
        if (RedisServerFixture.WhyUnavailable is { } reason)
        {
            Assert.SkipUnless(Environment.GetEnvironmentVariable("CI") == "true", reason);
        }

        await using var redis = await RedisFixture.StartAsync(cancellationToken: Token);
        output.WriteLine($"Redis: {redis.Source}");

        Assert.Matches("^(container|redis-server) ", redis.Source);
        var address = redis.ConnectionString.Split(',')[0].Split(':');
        using var client = new TcpClient();
        await client.ConnectAsync(address[0], int.Parse(address[1], System.Globalization.CultureInfo.InvariantCulture), Token);
        await client.GetStream().WriteAsync("PING\r\n"u8.ToArray(), Token);
        var answer = new byte[5];
        await client.GetStream().ReadExactlyAsync(answer, Token);
        Assert.Equal("+PONG", Encoding.ASCII.GetString(answer));
    }
}
