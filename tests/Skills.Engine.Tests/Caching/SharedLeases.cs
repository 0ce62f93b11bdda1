using System.Collections.Concurrent;

namespace Skills.Engine.Tests.Caching;

/// <summary>The leases of processes that share a <see cref="DictionaryStore"/>, in memory.</summary>
internal sealed class SharedLeases(TestClock time, DictionaryStore store) : ISkillCacheCoordinator
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(string, ulong), (long Token, DateTimeOffset Until)> _held = [];
    private readonly ConcurrentDictionary<Action<string>, bool> _handlers = new();
    private long _tokens;

    /// <summary>Claims that met a lease of another.</summary>
    public int Refused;

    public int Renewals;

    /// <summary>Waited for before a claim is decided.</summary>
    public Func<Task>? BeforeClaim { get; set; }

    /// <summary>Waited for before an entry is stored or a lease released.</summary>
    public Func<Task>? BeforeEnd { get; set; }

    public int Held
    {
        get
        {
            lock (_gate)
            {
                return _held.Count(l => l.Value.Until > time.GetUtcNow());
            }
        }
    }

    public async ValueTask<SkillCacheClaim> ClaimAsync(string key, ulong generation, TimeSpan duration, CancellationToken cancellationToken)
    {
        await (BeforeClaim?.Invoke() ?? Task.CompletedTask);
        if (Take(key, generation, duration) is { } lease)
        {
            return new(lease, store.Entries.GetValueOrDefault(key));
        }

        Interlocked.Increment(ref Refused);
        return default;
    }

    // The store counts and delays this as a read of its own, as it does those of processes without leases.
    public async ValueTask<SkillCacheClaim> FindOrClaimAsync(string key, ulong generation, TimeSpan duration, CancellationToken cancellationToken)
    {
        if (await store.GetAsync(key, cancellationToken) is { } entry)
        {
            return new(null, entry);
        }

        await (BeforeClaim?.Invoke() ?? Task.CompletedTask);
        return store.Entries.GetValueOrDefault(key) is { } stored ? new(null, stored) : new(Take(key, generation, duration));
    }

    public ValueTask SignalAsync(string message, CancellationToken cancellationToken)
    {
        foreach (var handler in _handlers.Keys)
        {
            handler(message);
        }

        return ValueTask.CompletedTask;
    }

    public IDisposable OnSignal(Action<string> handler)
    {
        _handlers[handler] = true;
        return new Registration(() => _handlers.TryRemove(handler, out _));
    }

    private Lease? Take(string key, ulong generation, TimeSpan duration)
    {
        lock (_gate)
        {
            if (_held.TryGetValue((key, generation), out var held) && held.Until > time.GetUtcNow())
            {
                return null;
            }

            var token = ++_tokens;
            _held[(key, generation)] = (token, time.GetUtcNow() + duration);
            return new(this, key, generation, token);
        }
    }

    private sealed class Registration(Action end) : IDisposable
    {
        public void Dispose() => end();
    }

    private sealed class Lease(SharedLeases leases, string key, ulong generation, long token) : SkillCacheLease
    {
        public override long Token => token;

        public override ValueTask<bool> RenewAsync(TimeSpan duration, CancellationToken cancellationToken)
        {
            lock (leases._gate)
            {
                var isHeld = leases._held.TryGetValue((key, generation), out var held) && held.Token == token;
                if (isHeld)
                {
                    leases._held[(key, generation)] = (token, leases.Now + duration);
                }

                Interlocked.Increment(ref leases.Renewals);
                return new(isHeld);
            }
        }

        public override async ValueTask<bool> StoreAsync(ReadOnlyMemory<byte> value, TimeSpan ttl, CancellationToken cancellationToken)
        {
            await (leases.BeforeEnd?.Invoke() ?? Task.CompletedTask);
            leases.Put(key, value);
            return await EndAsync(cancellationToken);
        }

        public override async ValueTask ReleaseAsync(CancellationToken cancellationToken)
        {
            await (leases.BeforeEnd?.Invoke() ?? Task.CompletedTask);
            await EndAsync(cancellationToken);
        }

        private async ValueTask<bool> EndAsync(CancellationToken cancellationToken)
        {
            lock (leases._gate)
            {
                if (!leases._held.TryGetValue((key, generation), out var held) || held.Token != token)
                {
                    return false;
                }

                leases._held.Remove((key, generation));
            }

            await leases.SignalAsync(key, cancellationToken);
            return true;
        }
    }

    private DateTimeOffset Now => time.GetUtcNow();

    private void Put(string key, ReadOnlyMemory<byte> value) => store.Entries[key] = value.ToArray();
}
