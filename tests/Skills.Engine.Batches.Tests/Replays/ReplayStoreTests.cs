using Microsoft.Extensions.DependencyInjection;
using Skills.Engine.Batches.Journal;
using Skills.Engine.Batches.PostgresStore;
using Skills.Engine.Batches.RedisStore;
using Skills.Engine.Batches.Replays;
using Skills.Engine.Batches.Tests.Stores;
using Skills.Engine.Redis.Connections;

namespace Skills.Engine.Batches.Tests.Replays;

/// <summary>What every store of execution ids promises: one owner at a time, and the first result.</summary>
public sealed class ReplayStoreTests(RedisServer redis, PostgresServer postgres) : IClassFixture<RedisServer>, IClassFixture<PostgresServer>, IAsyncDisposable
{
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(5);

    private readonly TempFolder _folder = new();
    private readonly List<object> _open = [];
    private readonly TestClock _clock = new();
    private readonly string _key = Guid.NewGuid().ToString("n");

    public static TheoryData<string> Stores => ["sqlite", "redis", "postgres"];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        foreach (var part in _open)
        {
            if (part is IAsyncDisposable closing)
            {
                await closing.DisposeAsync();
            }
            else
            {
                (part as IDisposable)?.Dispose();
            }
        }

        _folder.Dispose();
    }

    [Theory]
    [MemberData(nameof(Stores))]
    public async Task TheFirstResultIsKept(string kind)
    {
        var store = Open(kind);
        await store.ClaimAsync(_key, "a", "print", Lease, Token);

        await store.CompleteAsync(_key, "a", "print", "first", Lease, Token);
        await store.CompleteAsync(_key, "b", "print", "second", Lease, Token);

        Assert.Equal(new ReplayEntry(false, "print", "first"), await store.ClaimAsync(_key, "c", "print", Lease, Token));
    }

    [Theory]
    [MemberData(nameof(Stores))]
    public async Task OnlyTheOwnerReleasesAndRenews(string kind)
    {
        var store = Open(kind);
        Assert.True((await store.ClaimAsync(_key, "a", "print", Lease, Token)).IsOwned);

        await store.ReleaseAsync(_key, "b", Token);

        Assert.False(await store.RenewAsync(_key, "b", Lease, Token));
        Assert.True(await store.RenewAsync(_key, "a", Lease, Token));
        Assert.Equal(new ReplayEntry(false, "print", null), await store.ClaimAsync(_key, "b", "other", Lease, Token));

        await store.ReleaseAsync(_key, "a", Token);

        Assert.Equal(new ReplayEntry(true, "other", null), await store.ClaimAsync(_key, "b", "other", Lease, Token));
    }

    [Theory]
    [MemberData(nameof(Stores))]
    public async Task AResultIsNeitherReleasedNorRenewed(string kind)
    {
        var store = Open(kind);
        await store.ClaimAsync(_key, "a", "print", Lease, Token);
        await store.CompleteAsync(_key, "a", "print", "first", Lease, Token);

        await store.ReleaseAsync(_key, "a", Token);

        Assert.False(await store.RenewAsync(_key, "a", Lease, Token));
        Assert.Equal("first", (await store.ClaimAsync(_key, "b", "print", Lease, Token)).Result);
    }

    /// <summary>The file has times of this machine, so the moment at which a lease ends can be tested.</summary>
    [Theory]
    [InlineData(0, false)]
    [InlineData(1, true)]
    public async Task ALeaseOfAFileLastsExactlyAsLongAsItSays(int millisecondsMore, bool isOver)
    {
        var store = Open("sqlite");
        await store.ClaimAsync(_key, "a", "print", Lease, Token);

        _clock.Advance(Lease + TimeSpan.FromMilliseconds(millisecondsMore));

        Assert.Equal(isOver, (await store.ClaimAsync(_key, "b", "print", Lease, Token)).IsOwned);
    }

    private IReplayStore Open(string kind)
    {
        if (kind == "sqlite")
        {
            return Keep(new SqliteReplayStore(_folder.Of("replays.db"), _clock));
        }

        if (kind == "postgres")
        {
            postgres.Require();
            return Keep(new PostgresReplayStore(postgres.ConnectionString));
        }

        var services = new ServiceCollection();
        services.AddSkillsEngine().AddRedisBatches(redis.Server.ConnectionString + RedisRights.User);
        return new RedisReplayStore(Keep(services.BuildServiceProvider()).GetRequiredService<RedisConnection>());
    }

    private T Keep<T>(T part)
        where T : class
    {
        _open.Add(part);
        return part;
    }
}
