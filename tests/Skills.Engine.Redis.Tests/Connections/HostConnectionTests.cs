using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Skills.Engine.Redis.Connections;
using Skills.Engine.Testing;
using StackExchange.Redis;

namespace Skills.Engine.Redis.Tests.Connections;

/// <summary>Connections that the host has.</summary>
public sealed class HostConnectionTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task TheConnectionInTheHostsServicesIsUsedAndLeftOpen()
    {
        RedisTest.RequireServer();
        await using var server = await RedisServerFixture.StartAsync();
        await using var connection = await ConnectionMultiplexer.ConnectAsync(server.ConnectionString);
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().Build());
        services.AddSkillsEngine().AddRedisCache();
        services.AddSingleton<IConnectionMultiplexer>(connection);

        await using (var provider = services.BuildServiceProvider())
        {
            await provider.GetRequiredService<ISkillCacheStore>().SetAsync("k", new byte[] { 1 }, TimeSpan.FromMinutes(1), Token);
            Assert.Same(connection, await provider.GetRequiredService<RedisConnection>().MultiplexerAsync(Token));
        }

        Assert.True(connection.IsConnected);
        Assert.Equal(new byte[] { 1 }, (byte[]?)await connection.GetDatabase().StringGetAsync("k"));
    }

    [Fact]
    public async Task AspiresRedisClientIsUsedWithoutExtraCode()
    {
        RedisTest.RequireServer();
        await using var server = await RedisServerFixture.StartAsync();
        var builder = Host.CreateApplicationBuilder();
        builder.Configuration["ConnectionStrings:cache"] = server.ConnectionString;
        builder.AddRedisClient("cache");
        builder.Services.AddSkillsEngine().AddRedisCache();
        using var host = builder.Build();
        await host.StartAsync(Token);

        await host.Services.GetRequiredService<ISkillCacheStore>().SetAsync("k", new byte[] { 1 }, TimeSpan.FromMinutes(1), Token);

        var connection = host.Services.GetRequiredService<IConnectionMultiplexer>();
        Assert.Same(connection, await host.Services.GetRequiredService<RedisConnection>().MultiplexerAsync(Token));
        Assert.True(await connection.GetDatabase().KeyExistsAsync("k"));
        await host.StopAsync(Token);
    }

    [Fact]
    public async Task AConnectionStringComesBeforeTheHostsConnection()
    {
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().Build());
        services.AddSingleton<IConnectionMultiplexer>(static _ => throw new InvalidOperationException("The host's connection is not to be opened."));
        services.AddSkillsEngine().AddRedisCache("127.0.0.1:1,connectTimeout=200");
        await using var provider = services.BuildServiceProvider();

        Assert.False((await provider.GetRequiredService<RedisConnection>().MultiplexerAsync(Token)).IsConnected);
    }

    [Fact]
    public async Task ASubscriptionMadeWithoutAServerReceivesSignalsOnceItStarts()
    {
        RedisTest.RequireServer();
        await using var server = await RedisServerFixture.StartAsync();
        server.Kill();
        await using var services = RedisTest.Services(server.ConnectionString);
        var receiver = services.GetRequiredService<ISkillCacheCoordinator>();
        var arrived = new TaskCompletionSource();
        using var registration = receiver.OnSignal(_ => arrived.TrySetResult());
        Assert.False((await services.GetRequiredService<RedisConnection>().MultiplexerAsync(Token)).IsConnected);

        await server.RestartAsync();

        await using var others = RedisTest.Services(server.ConnectionString);
        await Eventually.HoldsAsync(
            async () =>
            {
                await others.GetRequiredService<ISkillCacheCoordinator>().SignalAsync("hello", Token);
                return arrived.Task.IsCompleted;
            },
            "No signal arrived.");
    }

    [Fact]
    public void WithoutAnyConnectionTheHostDoesNotStart()
    {
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().Build());
        services.AddSkillsEngine().AddRedisCache();
        using var provider = services.BuildServiceProvider();

        var e = Assert.Throws<OptionsValidationException>(() => provider.GetRequiredService<IOptions<RedisCacheOptions>>().Value);

        Assert.Contains("register an IConnectionMultiplexer", e.Message, StringComparison.Ordinal);
    }
}
