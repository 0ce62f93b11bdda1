using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging.Abstractions;
using Skills.Engine.Caching;

namespace Skills.Engine.Tests.Caching;

/// <summary>What remains in memory of a wait for another process.</summary>
public sealed class LeaseManagerTests
{
    [Fact]
    public async Task AKeyIsNotKeptAfterItsWaitTimedOut()
    {
        using var leases = Manager();

        var key = await TimedOutAsync(leases);

        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        Assert.False(key.TryGetTarget(out _));
    }

    private static LeaseManager Manager()
    {
        var (options, time) = (new SkillCacheOptions { SingleFlightTimeout = TimeSpan.Zero }, new TestClock());
        return new(new Refusing(), new(new DictionaryStore(), options, time, new(), NullLogger.Instance), options, time);
    }

    // In a frame of its own, so that no local of the test holds the key.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task<WeakReference<string>> TimedOutAsync(LeaseManager leases)
    {
        var key = $"key-{Guid.NewGuid()}";
        var (lease, entry) = await leases.LeadAsync(
            key, 0, new(new TestClock(), new()), static _ => null, static () => new((CacheEntry?)null), TestContext.Current.CancellationToken);
        Assert.Equal((null, null), (lease, entry));
        return new(key);
    }

    /// <summary>Another process holds every lease.</summary>
    private sealed class Refusing : ISkillCacheCoordinator
    {
        public ValueTask<SkillCacheClaim> ClaimAsync(string key, ulong generation, TimeSpan duration, CancellationToken cancellationToken) => default;

        public ValueTask<SkillCacheClaim> FindOrClaimAsync(string key, ulong generation, TimeSpan duration, CancellationToken cancellationToken) => default;

        public ValueTask SignalAsync(string message, CancellationToken cancellationToken) => default;

        public IDisposable OnSignal(Action<string> handler) => new CancellationTokenSource();
    }
}
