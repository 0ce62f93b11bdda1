using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Skills.Engine.Batches.Journal;
using Skills.Engine.Batches.PostgresStore;
using Skills.Engine.Batches.RedisStore;
using Skills.Engine.Batches.Storage;
using Skills.Engine.Redis.Connections;
using Skills.Engine.Testing;
using StackExchange.Redis;

namespace Skills.Engine.Batches.Tests.Stores;

public sealed class JournalStoreTests : StoreContract, IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly SqliteBatchStore _store;
    private SqliteBatchStore? _other;

    public JournalStoreTests() => _store = new(_folder.Of("batches.db"), TimeProvider.System);

    private protected override IBatchStore Store => _store;

    private protected override IBatchStore Impatient => _store;

    private protected override IBatchStore WithClock(TimeProvider time) => _other = new(_folder.Of("batches.db"), time);

    private protected override bool IsShared => false;

    public void Dispose()
    {
        _store.Dispose();
        _other?.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(999, 0)]
    [InlineData(1000, 1)]
    public async Task ARetryIsDueExactlyAtItsTime(int milliseconds, int given)
    {
        var clock = new TestClock();
        var store = WithClock(clock);
        var run = await CreateAsync(items: 1);
        await store.RecordAsync(run, "a", [Retry(await ClaimOneAsync(run, "a"), 3, TimeSpan.FromSeconds(1))], Token);

        clock.Advance(TimeSpan.FromMilliseconds(milliseconds));

        Assert.Equal(given, (await store.ClaimAsync(run, "b", 10, Token)).Claims.Count);
    }

    private protected override async Task<long> TracesAsync(string run)
    {
        await using var connection = new SqliteConnection($"Data Source={_folder.Of("batches.db")};Pooling=False");
        await connection.OpenAsync(Token);
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT (SELECT count(*) FROM batch_runs WHERE run = $run) + (SELECT count(*) FROM batch_items WHERE run = $run) + (SELECT count(*) FROM batch_vendor_batches WHERE run = $run)";
        command.Parameters.AddWithValue("$run", run);
        return (long)(await command.ExecuteScalarAsync(Token))!;
    }

    private protected override async Task LoseWorkersAsync(string run) => await (await _store.HoldAsync(run, Token))!.DisposeAsync();
}

/// <summary>A Redis for all tests of a class.</summary>
public sealed class RedisServer : IAsyncLifetime
{
    private ConnectionMultiplexer? _connection;

    public RedisServerFixture Server { get; private set; } = null!;

    /// <summary>A connection of the tests, to look at what a store wrote.</summary>
    public IDatabase Database => _connection!.GetDatabase();

    public async ValueTask InitializeAsync()
    {
        Server = await RedisServerFixture.StartAsync(["--appendonly", "yes", .. RedisRights.Server]);
        _connection = await ConnectionMultiplexer.ConnectAsync(Server.ConnectionString);
    }

    public async ValueTask DisposeAsync()
    {
        await (_connection?.DisposeAsync() ?? ValueTask.CompletedTask);
        await Server.DisposeAsync();
    }
}

public sealed class RedisStoreTests(RedisServer redis) : StoreContract, IClassFixture<RedisServer>, IAsyncDisposable
{
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(5);

    private readonly ServiceProvider _services = Services(redis.Server.ConnectionString + RedisRights.User);

    private protected override IBatchStore Store => field ??= new RedisBatchStore(_services.GetRequiredService<RedisConnection>(), Lease, TimeProvider.System);

    private protected override IBatchStore Impatient => field ??= new RedisBatchStore(_services.GetRequiredService<RedisConnection>(), TimeSpan.FromMilliseconds(1), TimeProvider.System);

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    private protected override IBatchStore WithClock(TimeProvider time) => new RedisBatchStore(_services.GetRequiredService<RedisConnection>(), Lease, time);

    private protected override async Task<long> TracesAsync(string run)
    {
        var inIndex = await redis.Database.SortedSetScoreAsync("skills:batches", run) is null ? 0 : 1;
        return inIndex + (await Some.ListAsync(redis.Database.Multiplexer.GetServers()[0].KeysAsync(pattern: $"*{run}*"))).Count;
    }

    [Fact]
    public async Task ARenewedClaimKeepsItsAge()
    {
        var run = await CreateAsync(items: 2);
        var claims = (await Store.ClaimAsync(run, "a", 2, Token)).Claims;

        await Store.RenewAsync(run, "a", [claims[0] with { ClaimedAt = claims[0].ClaimedAt.AddHours(-1) }, claims[1]], Token);
        var worker = Assert.Single((await Store.CountAsync(run, Token))!.Workers);

        Assert.InRange(worker.OldestClaim, TimeSpan.FromMinutes(60), TimeSpan.FromMinutes(61));
    }

    [Fact]
    public async Task TheStreamKeepsFewItemsThatAreDone()
    {
        var run = await CreateAsync(items: 3000);
        var database = redis.Database;
        var first = Assert.Single((await Store.ClaimAsync(run, "slow", 1, Token)).Claims);

        while ((await Store.ClaimAsync(run, "fast", 100, Token)).Claims is { Count: > 0 } claims)
        {
            await Store.RecordAsync(run, "fast", [.. claims.Select(static c => Succeeded(c, 1))], Token);
        }

        var behind = await database.StreamLengthAsync($"skills:batch:{{{run}}}:items");
        await Store.RecordAsync(run, "slow", [Succeeded(first, 1)], Token);
        await Store.ClaimAsync(run, "fast", 1, Token);

        Assert.InRange(behind, 1, 1200);
        Assert.Equal(0, await database.StreamLengthAsync($"skills:batch:{{{run}}}:items"));
        Assert.Equal(3000, (await Store.CountAsync(run, Token))!.Succeeded);
    }

    [Fact]
    public async Task WorkersThatAreGoneAreForgotten()
    {
        var run = await CreateAsync(items: 1);
        var claim = await ClaimOneAsync(run, "gone");
        await Store.ReleaseAsync(run, "gone", [claim], Token);

        // Leases of the other store end at once, and ten of them are over soon.
        await Eventually.HoldsAsync(
            async () =>
            {
                await Impatient.ClaimAsync(run, "other", 0, Token);
                return (await redis.Database.StreamConsumerInfoAsync($"skills:batch:{{{run}}}:items", "w")).Length == 0;
            },
            "The worker is still known.");
    }

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

    private protected override async Task<long> TracesAsync(string run)
    {
        await using var source = NpgsqlDataSource.Create(server.ConnectionString);
        await using var command = source.CreateCommand("SELECT (SELECT count(*) FROM skill_batch_runs WHERE run = $1) + (SELECT count(*) FROM skill_batch_items WHERE run = $1) + (SELECT count(*) FROM skill_batch_vendor_batches WHERE run = $1)");
        command.Parameters.Add(new() { Value = run });
        return (long)(await command.ExecuteScalarAsync(Token))!;
    }

    private protected override IBatchStore WithClock(TimeProvider time) => Open(TimeSpan.FromMinutes(5), time);

    private PostgresBatchStore Open(TimeSpan lease, TimeProvider? time = null)
    {
        server.Require();
        _stores.Add(new(server.ConnectionString, lease, time ?? TimeProvider.System));
        return _stores[^1];
    }
}
