using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Skills.Engine.Redis.Connections;
using Skills.Engine.Testing;
using StackExchange.Redis;

namespace Skills.Engine.Redis.Tests.Connections;

/// <summary>What a connection string alone can reach, on real servers: results are stored, read, leased and signaled.</summary>
public sealed class ConnectionStringTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task AnAclUserNeedsOnlyTheEnginesKeysAndChannel()
    {
        RedisTest.RequireServer();
        await using var server = await RedisServerFixture.StartAsync(RedisRights.Server);
        await CommandAsync(server.Port, "ACL", "SETUSER", "default", "off");

        await WorksAsync($"127.0.0.1:{server.Port}{RedisRights.User}");
    }

    [Fact]
    public async Task TlsIsUsedWhenTheConnectionStringSaysSo()
    {
        RedisTest.RequireServer();
        using var certificate = new LoopbackCertificate();
        var port = Ports.Free();
        await using var server = await RedisServerFixture.StartAsync(
            "--tls-port", $"{port}", "--tls-cert-file", certificate.CertificatePath, "--tls-key-file", certificate.KeyPath, "--tls-ca-cert-file", certificate.CertificatePath, "--tls-auth-clients", "no");

        // The client's own way to trust an issuer that the machine does not know.
        Environment.SetEnvironmentVariable("SERedis_IssuerCertPath", certificate.CertificatePath);
        try
        {
            await WorksAsync($"127.0.0.1:{port},ssl=true,sslHost=localhost");
        }
        finally
        {
            Environment.SetEnvironmentVariable("SERedis_IssuerCertPath", null);
        }
    }

    [Fact]
    public async Task AClusterKeepsWhatBelongsTogetherOnOneNode()
    {
        RedisTest.RequireServer();
        await using var first = await RedisServerFixture.StartAsync("--cluster-enabled", "yes");
        await using var second = await RedisServerFixture.StartAsync("--cluster-enabled", "yes");
        await CommandAsync(first.Port, "CLUSTER", "ADDSLOTSRANGE", "0", "8191");
        await CommandAsync(second.Port, "CLUSTER", "ADDSLOTSRANGE", "8192", "16383");
        await CommandAsync(first.Port, "CLUSTER", "MEET", "127.0.0.1", $"{second.Port}");
        foreach (var node in new[] { first, second })
        {
            await Eventually.HoldsAsync(
                async () => ((string)(await CommandAsync(node.Port, "CLUSTER", "INFO"))!).Contains("cluster_state:ok", StringComparison.Ordinal), "The cluster did not form.");
        }

        await WorksAsync($"127.0.0.1:{first.Port},127.0.0.1:{second.Port}");

        await using var engine = await CacheWorker.EngineAsync(null, null, $"127.0.0.1:{first.Port}");
        await RunsFromTheStoreAsync(engine, 40);
        Assert.True((long)await CommandAsync(first.Port, "DBSIZE") > 0);
        Assert.True((long)await CommandAsync(second.Port, "DBSIZE") > 0);
    }

    [Fact]
    public async Task SentinelSaysWhereThePrimaryIs()
    {
        RedisTest.RequireServer();
        await using var primary = await RedisServerFixture.StartAsync();
        await using var sentinel = await SentinelProcess.StartAsync("mymaster", primary.Port);

        await WorksAsync($"127.0.0.1:{sentinel.Port},serviceName=mymaster");
    }

    [Theory]
    [InlineData("name.redis.cache.windows.net:6380,password=secret,ssl=True,abortConnect=False")]
    [InlineData("name.westeurope.redis.azure.net:10000,password=secret,ssl=True")]
    [InlineData("clustercfg.name.abc123.euc1.cache.amazonaws.com:6379,ssl=true,user=app,password=secret")]
    [InlineData("one:26379,two:26379,three:26379,serviceName=mymaster,password=secret,defaultDatabase=2")]
    public void ConnectionStringsOfManagedServicesAreAccepted(string connectionString) => Assert.Null(RedisConnectionString.Problem(connectionString));

    private static async Task WorksAsync(string connectionString)
    {
        await using var services = RedisTest.Services(connectionString);
        await using var others = RedisTest.Services(connectionString);
        var (store, coordinator) = (services.GetRequiredService<ISkillCacheStore>(), services.GetRequiredService<ISkillCacheCoordinator>());
        const string Key = "sk:{one}:r:0";

        await store.SetAsync(Key, new byte[] { 1, 2 }, TimeSpan.FromMinutes(1), Token);
        Assert.Equal([1, 2], await others.GetRequiredService<ISkillCacheStore>().GetAsync(Key, Token));
        Assert.True(await store.IncrementAsync("sk:{one}:g", 1, Token) > 0);

        var (lease, entry) = await coordinator.ClaimAsync(Key, 1, TimeSpan.FromSeconds(30), Token);
        Assert.NotNull(lease);
        Assert.Equal([1, 2], entry);
        Assert.Equal(default, await others.GetRequiredService<ISkillCacheCoordinator>().ClaimAsync(Key, 1, TimeSpan.FromSeconds(30), Token));
        Assert.True(await lease.StoreAsync(new byte[] { 3 }, TimeSpan.FromMinutes(1), Token));

        await Signals.ArriveAsync(coordinator, others.GetRequiredService<ISkillCacheCoordinator>());
    }

    private static async Task RunsFromTheStoreAsync(SkillExecutionEngine engine, int count)
    {
        for (var i = 0; i < count; i++)
        {
            Assert.True((await engine.ExecuteAsync(CacheWorker.Skill with { Id = $"cluster-{i}" }, new { name = "x" }, cancellationToken: Token)).IsSuccess);
        }
    }

    private static async Task<RedisResult> CommandAsync(int port, string command, params object[] arguments)
    {
        var options = new ConfigurationOptions { EndPoints = { new IPEndPoint(IPAddress.Loopback, port) }, AllowAdmin = true };
        await using var connection = await ConnectionMultiplexer.ConnectAsync(options);
        return await connection.GetServer(options.EndPoints[0]).ExecuteAsync(command, arguments);
    }
}
