using Microsoft.Extensions.DependencyInjection;
using Skills.Engine.Batches.Journal;
using Skills.Engine.Batches.PostgresStore;
using Skills.Engine.Batches.RedisStore;
using Skills.Engine.Batches.Storage;
using Skills.Engine.Redis.Connections;
using Skills.Engine.Testing;

namespace Skills.Engine.Batches.Tests.Stores;

public sealed class JournalStoreTests : StoreContract, IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly SqliteBatchStore _store;

    public JournalStoreTests() => _store = new(_folder.Of("batches.db"), TimeProvider.System);

    private protected override IBatchStore Store => _store;

    private protected override IBatchStore Impatient => _store;

    public void Dispose()
    {
        _store.Dispose();
        _folder.Dispose();
    }

    private protected override async Task LoseWorkersAsync(string run) => await (await _store.HoldAsync(run, Token))!.DisposeAsync();
}

/// <summary>A Redis for all tests of a class.</summary>
public sealed class RedisServer : IAsyncLifetime
{
    public RedisServerFixture Server { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Server = await RedisServerFixture.StartAsync("--appendonly", "yes");

    public ValueTask DisposeAsync() => Server.DisposeAsync();
}

public sealed class RedisStoreTests(RedisServer redis) : StoreContract, IClassFixture<RedisServer>, IAsyncDisposable
{
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(5);

    private readonly ServiceProvider _services = Services(redis.Server.ConnectionString);

    private protected override IBatchStore Store => field ??= new RedisBatchStore(_services.GetRequiredService<RedisConnection>(), Lease, TimeProvider.System);

    private protected override IBatchStore Impatient => field ??= new RedisBatchStore(_services.GetRequiredService<RedisConnection>(), TimeSpan.FromMilliseconds(1), TimeProvider.System);

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    [Fact]
    public async Task AServerWithoutAnAppendOnlyFileOrWithEvictionIsWarnedAbout()
    {
        await using var risky = await RedisServerFixture.StartAsync("--maxmemory", "100mb", "--maxmemory-policy", "allkeys-lru");
        await using var services = Services(risky.ConnectionString);

        var warnings = await new RedisBatchStore(services.GetRequiredService<RedisConnection>(), Lease, TimeProvider.System).CheckAsync(Token);

        Assert.Equal(["Redis may evict batch runs", "Redis loses batch runs when it restarts"], warnings.Select(static w => w.Split(':')[0]));
        Assert.Empty(await Store.CheckAsync(Token));
    }

    private static ServiceProvider Services(string connectionString)
    {
        var services = new ServiceCollection();
        services.AddSkillsEngine().AddRedisBatches(connectionString);
        return services.BuildServiceProvider();
    }
}

public sealed class PostgresStoreTests(PostgresServer server) : StoreContract, IClassFixture<PostgresServer>, IAsyncDisposable
{
    private readonly List<PostgresBatchStore> _stores = [];

    private protected override IBatchStore Store => field ??= Open(TimeSpan.FromMinutes(5));

    private protected override IBatchStore Impatient => field ??= Open(TimeSpan.FromMilliseconds(1));

    public async ValueTask DisposeAsync()
    {
        foreach (var store in _stores)
        {
            await store.DisposeAsync();
        }
    }

    private PostgresBatchStore Open(TimeSpan lease)
    {
        server.Require();
        _stores.Add(new(server.ConnectionString, lease, TimeProvider.System));
        return _stores[^1];
    }
}
