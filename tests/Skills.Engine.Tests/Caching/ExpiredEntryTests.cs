using Skills.Engine.Caching;

namespace Skills.Engine.Tests.Caching;

/// <summary>Entries that another process stored and that have expired since: what is served, as what, and to whom.</summary>
public sealed class ExpiredEntryTests : IAsyncLifetime
{
    private static readonly SkillCacheRequest Request = CacheSome.Request();

    private readonly TestClock _time = new();
    private readonly DictionaryStore _store = new();

    /// <summary>An entry that is served for three hours, and in place of a failure for five.</summary>
    public async ValueTask InitializeAsync()
    {
        await using var other = Process();
        await other.RunAsync(Request);
    }

    public ValueTask DisposeAsync() => default;

    [Theory]
    [InlineData(CacheMode.Default)]
    [InlineData(CacheMode.ReadOnly)]
    public async Task AnEntryOnlyFitForAFailureIsTheFallbackAndNoHit(CacheMode mode)
    {
        _time.Advance(TimeSpan.FromHours(5));
        await using var here = Process();

        await using var lookup = await here.LookUpAsync(CacheSome.Request(context: new() { CacheMode = mode }), CancellationToken.None);

        Assert.Null(lookup.Hit);
        Assert.True(lookup.StaleFallback is { IsStale: true, CacheHit: true });
    }

    [Fact]
    public async Task AStaleEntryIsServedAsStaleToThoseWhoWaitedForIt()
    {
        _time.Advance(TimeSpan.FromHours(2));
        await using var here = Process();
        await using (await here.LookUpAsync(CacheSome.Request(inputs: """{"other":1}"""), CancellationToken.None))
        {
            // What the store knows of invalidations is read once, before the store is slow.
        }

        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _store.BeforeRead = () => gate.Task;
        var first = here.LookUpAsync(Request, CancellationToken.None).AsTask();
        var second = here.LookUpAsync(Request, CancellationToken.None).AsTask();

        _store.BeforeRead = null;
        gate.SetResult();

        await using var renewer = await Eventually.EndsAsync(first);
        await using var waiter = await Eventually.EndsAsync(second);
        Assert.Equal((true, false), (renewer.IsStale, renewer.Coalesced));
        Assert.Equal((true, true, true), (waiter.IsStale, waiter.Hit?.IsStale, waiter.Coalesced));
    }

    private TieredSkillCache Process() => CacheSome.Cache(_time, _store, static o =>
    {
        o.Cache.StaleWhileRevalidate = TimeSpan.FromHours(2);
        o.Cache.StaleIfError = TimeSpan.FromHours(5);
    });
}
