using System.Runtime.CompilerServices;
using Skills.Engine.Caching.Semantic;

namespace Skills.Engine.Caching;

/// <summary>
/// One caller's way to an earlier result that is not fresh in memory: what others invalidated, the shared store, and who
/// is to make it when there is none. Used once.
/// </summary>
internal sealed class CacheSearch(
    TieredSkillCache cache, CacheParts parts, SkillCacheRequest request, CachePlan plan, string key, GenerationScope scope, CancellationToken cancellationToken)
{
    private readonly StoreBudget _budget = new(parts.Time, parts.Options);

    /// <summary>Goes on with what was found in memory, when all invalidations are known.</summary>
    public ValueTask<SkillCacheLookup> ContinueAsync((Freshness Freshness, CacheEntry? Entry) found)
    {
        if (!plan.Read)
        {
            return new(Miss(null, Ticket(null, null)));
        }

        var (freshness, entry) = found;
        return freshness switch
        {
            Freshness.Fresh => new(Hit(entry!, HitSource.Memory)),
            Freshness.Due or Freshness.Stale => RenewAsync(entry!, HitSource.Memory),
            _ => plan.Write ? JoinFlightAsync(entry) : SearchStoreAsync(entry),
        };
    }

    /// <summary>Goes on after asking what others invalidated.</summary>
    public async ValueTask<SkillCacheLookup> RefreshAndContinueAsync((Freshness Freshness, CacheEntry? Entry) found)
    {
        var inMemory = found.Freshness != Freshness.Gone;
        var recent = await parts.Generations.RefreshAsync(scope, _budget, inMemory ? _budget.Soft : _budget.Hard, cancellationToken).ConfigureAwait(false);
        if (!recent && inMemory)
        {
            parts.Counters.Unverified();
        }

        return await ContinueAsync(plan.Read ? InMemory() : default).ConfigureAwait(false);
    }

    private async ValueTask<SkillCacheLookup> SearchStoreAsync(CacheEntry? fallback)
    {
        var (freshness, entry) = Read(await AskStoreAsync(_budget.Hard).ConfigureAwait(false));
        return freshness > Freshness.Fallback
            ? Hit(entry!, HitSource.Store, isStale: freshness == Freshness.Stale)
            : await MissAsync(entry ?? fallback).ConfigureAwait(false);
    }

    // Nothing to serve in memory: one caller of this process looks further, and works if there is nothing.
    private ValueTask<SkillCacheLookup> JoinFlightAsync(CacheEntry? fallback)
    {
        var joining = parts.Flights.JoinAsync(new(key, scope.Local()), parts.Options.SingleFlightTimeout, cancellationToken);
        return joining.IsCompletedSuccessfully ? CompleteAsync(joining.Result, fallback) : WaitAsync();

        async ValueTask<SkillCacheLookup> WaitAsync() => await CompleteAsync(await joining.ConfigureAwait(false), fallback).ConfigureAwait(false);
    }

    private ValueTask<SkillCacheLookup> CompleteAsync((SingleFlight.FlightPass? Pass, CacheEntry? Made) flight, CacheEntry? fallback) => flight switch
    {
        (_, { } made) => new(Hit(made, HitSource.Coalesced, isStale: parts.FreshnessOf(made, plan) < Freshness.Due)),
        ({ } pass, _) => LeadAsync(pass, fallback),
        _ => MissAsync(fallback),
    };

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<SkillCacheLookup> LeadAsync(SingleFlight.FlightPass pass, CacheEntry? fallback)
    {
        try
        {
            // Another caller may have ended between the first look and the right to work.
            var (freshness, entry) = InMemory();
            if (freshness >= Freshness.Due)
            {
                pass.Complete(entry!);
                return Hit(entry!, HitSource.Memory);
            }

            var (bytes, lease) = await FindOrTakeAsync().ConfigureAwait(false);
            if (lease is not null)
            {
                return await MissAsync(fallback, pass, lease).ConfigureAwait(false);
            }

            (freshness, entry) = Read((true, bytes));
            if (freshness > Freshness.Fallback)
            {
                pass.Complete(entry!);
                return freshness == Freshness.Fresh
                    ? Hit(entry!, HitSource.Store)
                    : await RenewAsync(entry!, HitSource.Store).ConfigureAwait(false);
            }

            fallback = entry ?? fallback;
            if (parts.Leases is { } leases && scope.IsSettled)
            {
                (lease, entry) = await leases.LeadAsync(key, scope.Shared(), _budget, Fresh, FreshInStoreAsync, cancellationToken).ConfigureAwait(false);
                if (entry is not null)
                {
                    pass.Complete(entry);
                    return Hit(entry, HitSource.Coalesced);
                }
            }

            return await MissAsync(fallback, pass, lease).ConfigureAwait(false);
        }
        catch
        {
            pass.Fail();
            throw;
        }
    }

    // In one step where that works, so that a miss costs one round trip.
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<(byte[]? Entry, HeldLease? Lease)> FindOrTakeAsync()
    {
        if (parts.Leases is not { } leases || !scope.IsSettled || parts.Store!.IsWritingOff)
        {
            return ((await AskStoreAsync(_budget.Hard).ConfigureAwait(false)).Value, null);
        }

        var (lease, entry) = await leases.FindOrTakeAsync(key, scope.Shared(), _budget, cancellationToken).ConfigureAwait(false);
        return (entry, lease);
    }

    // Serves what there is; the first to come here also takes the right to renew it.
    private async ValueTask<SkillCacheLookup> RenewAsync(CacheEntry entry, HitSource source)
    {
        var isStale = parts.FreshnessOf(entry, plan) == Freshness.Stale;
        var pass = plan.Write ? parts.Flights.TryLead(new(key, scope.Local())) : null;
        if (pass is null)
        {
            return Hit(entry, source, isStale);
        }

        try
        {
            // Another process may have renewed it, or be about to.
            var (freshness, newer) = source == HitSource.Store ? default : Read(await AskStoreAsync(_budget.Soft).ConfigureAwait(false));
            if (freshness == Freshness.Fresh)
            {
                pass.Complete(newer!);
                return Hit(newer!, HitSource.Store);
            }

            var (mayWork, lease, _) = parts.Leases is { } leases && scope.IsSettled
                ? await leases.TryTakeAsync(key, scope.Shared(), _budget, _budget.Soft, cancellationToken).ConfigureAwait(false)
                : (true, null, null);
            if (!mayWork)
            {
                pass.Fail();
                return Hit(entry, source, isStale);
            }

            return Hit(entry, source, isStale, Ticket(pass, lease));
        }
        catch
        {
            pass.Fail();
            throw;
        }
    }

    // A look of its own while another process works: that wait is not the store's.
    private async ValueTask<CacheEntry?> FreshInStoreAsync()
    {
        var budget = new StoreBudget(parts.Time, parts.Options);
        var (_, bytes) = await AskStoreAsync(budget, budget.Hard).ConfigureAwait(false);
        return bytes is null ? null : Fresh(bytes);
    }

    private CacheEntry? Fresh(byte[] bytes)
    {
        var (freshness, entry) = Read((true, bytes));
        return freshness >= Freshness.Due ? entry : null;
    }

    private ValueTask<(bool Answered, byte[]? Value)> AskStoreAsync(TimeSpan limit) => AskStoreAsync(_budget, limit);

    private ValueTask<(bool Answered, byte[]? Value)> AskStoreAsync(StoreBudget budget, TimeSpan limit) =>
        parts.Store is { } store && scope.IsSettled ? store.GetAsync(key, budget, limit, cancellationToken) : default;

    // What the store has, if it is sound and of this generation; from now on it is in memory too.
    private (Freshness Freshness, CacheEntry? Entry) Read((bool Answered, byte[]? Value) read) => Read(read, key);

    private (Freshness Freshness, CacheEntry? Entry) Read((bool Answered, byte[]? Value) read, string key)
    {
        if (read.Value is not { } bytes)
        {
            return default;
        }

        parts.Counters.Read(bytes.Length);
        if (parts.Codec.Read(bytes, key, request.Context.TenantId, request, scope.Local()) is not { } entry || !parts.StoredOutputs.Accepts(request.Skill, entry))
        {
            parts.Counters.Rejected();
            CacheLog.EntryRejected(parts.Logger, key);
            return default;
        }

        if (entry.Generation != scope.Shared() || parts.Aged(entry) is not { } aged)
        {
            return default;
        }

        entry = aged;
        var freshness = parts.FreshnessOf(entry, plan);
        if (freshness == Freshness.Gone)
        {
            return default;
        }

        parts.Memory.Set(key, entry);
        return (freshness, entry);
    }

    private (Freshness Freshness, CacheEntry? Entry) InMemory() => parts.InMemory(key, scope, plan);

    private SkillCacheLookup Hit(CacheEntry entry, HitSource source, bool isStale = false, CacheTicket? refresh = null) =>
        parts.Hit(request, key, entry, source, isStale, refresh);

    // The last look before a model is called: for inputs that mean nearly the same.
    private ValueTask<SkillCacheLookup> MissAsync(CacheEntry? fallback, SingleFlight.FlightPass? pass = null, HeldLease? lease = null)
    {
        var ticket = Ticket(pass, lease);
        return plan.Read && parts.Semantic is { } tier && tier.Serves(request)
            ? SearchNearAsync(tier, ticket, fallback)
            : new(Miss(fallback, ticket));
    }

    private async ValueTask<SkillCacheLookup> SearchNearAsync(SemanticTier tier, CacheTicket ticket, CacheEntry? fallback)
    {
        try
        {
            ticket.Search = await tier.SearchAsync(request, text => cache.PartitionOf(request, scope, text), cancellationToken).ConfigureAwait(false);
            foreach (var match in ticket.Search?.Matches ?? [])
            {
                if (await NearAsync(tier, ticket.Search!, match.Key).ConfigureAwait(false) is { } near)
                {
                    near = near with { Outcome = near.Outcome with { CacheSimilarity = match.Similarity } };
                    ticket.Pass?.Complete(near);
                    await ticket.DisposeAsync().ConfigureAwait(false);
                    return Hit(near, HitSource.Semantic);
                }
            }
        }
        catch
        {
            await ticket.DisposeAsync().ConfigureAwait(false);
            throw;
        }

        return Miss(fallback, ticket);
    }

    // An entry of its own right: in time, of this generation, readable. One that is known to be gone is forgotten.
    private async ValueTask<CacheEntry?> NearAsync(SemanticTier tier, SemanticSearch search, string nearKey)
    {
        if (!CacheKey.IsOf(nearKey, parts.Options.KeyPrefix, scope.HashTag))
        {
            return null;
        }

        var (freshness, entry) = parts.InMemory(nearKey, scope, plan);
        var isKnown = parts.Store is null;
        if (freshness < Freshness.Due && parts.Store is { } store && scope.IsSettled)
        {
            var read = await store.GetAsync(nearKey, _budget, _budget.Hard, cancellationToken).ConfigureAwait(false);
            (freshness, entry) = Read(read, nearKey);
            isKnown = read.Answered;
        }

        if (freshness >= Freshness.Due && entry!.Outcome.Status == ExecutionStatus.Success)
        {
            return entry;
        }

        if (isKnown && freshness == Freshness.Gone)
        {
            await tier.ForgetAsync(search, nearKey, cancellationToken).ConfigureAwait(false);
        }

        return null;
    }

    private SkillCacheLookup Miss(CacheEntry? fallback, CacheTicket ticket)
    {
        parts.Counters.Of(request.Skill.Id).Miss();
        return new() { Ticket = ticket, Key = key, StaleFallback = fallback is null ? null : fallback.Outcome with { IsStale = true } };
    }

    private CacheTicket Ticket(SingleFlight.FlightPass? pass, HeldLease? lease) =>
        new(cache, request, plan, key, scope) { Pass = pass, Lease = lease, StoreWait = _budget.Soft };
}
