namespace Skills.Engine.Caching;

/// <summary>How one execution treats the cache: what the call says, then the skill, then the options.</summary>
/// <param name="Read">Whether an earlier result may be served.</param>
/// <param name="Write">Whether the new result is kept.</param>
/// <param name="Ttl">For how long; more than zero when written.</param>
/// <param name="StaleWhileRevalidate">How long an expired result is served while it is refreshed.</param>
/// <param name="StaleIfError">How long an expired result may be served instead of a failure.</param>
/// <param name="EagerRefreshAt">The share of its life after which it is renewed early; null never.</param>
/// <param name="Refusal">Why there is neither; null when there is.</param>
internal readonly record struct CachePlan(
    bool Read,
    bool Write,
    TimeSpan Ttl,
    TimeSpan StaleWhileRevalidate,
    TimeSpan StaleIfError,
    double? EagerRefreshAt,
    string? Refusal)
{
    // Far beyond what a result is good for, and within what every store and clock can add up.
    private static readonly TimeSpan LongestTtl = TimeSpan.FromDays(365);

    public static CachePlan For(SkillCacheRequest request, SkillsEngineOptions options)
    {
        var (policy, context) = (request.Skill.Cache, request.Context);
        var ttl = policy.Ttl ?? options.DefaultCacheTtl;
        var refusal = !options.CacheEnabled ? "The cache is switched off: SkillsEngine:CacheEnabled is false."
            : !policy.Enabled ? "The skill is not cached: its cache policy is not enabled."
            : request.HasImpureTools ? "The skill is not cached: not all of its tools are declared pure."
            : ttl <= TimeSpan.Zero && context.CacheTtl is null ? "The time-to-live is zero, so nothing is kept."
            : policy.Scope == CacheScope.Tenant && context.TenantId is null ? "The skill is cached by tenant, and the call names none."
            : policy.Scope == CacheScope.User && context.UserId is null ? "The skill is cached by user, and the call names none."
            : context.CacheMode == CacheMode.Bypass ? "The call bypasses the cache."
            : null;
        if (refusal is not null)
        {
            return new(false, false, default, default, default, null, refusal);
        }

        ttl = context.CacheTtl ?? ttl;
        return new(
            context.CacheMode is CacheMode.Default or CacheMode.ReadOnly,
            context.CacheMode is CacheMode.Default or CacheMode.Refresh && ttl > TimeSpan.Zero,
            AtMost(ttl),
            AtMost(policy.StaleWhileRevalidate ?? options.Cache.StaleWhileRevalidate),
            AtMost(policy.StaleIfError ?? options.Cache.StaleIfError),
            policy.EagerRefreshAt ?? options.Cache.EagerRefreshAt,
            null);
    }

    private static TimeSpan AtMost(TimeSpan time) => time < LongestTtl ? time : LongestTtl;

    /// <summary>Returns how fresh an entry is at a time, its generation apart.</summary>
    public Freshness Of(CacheEntry entry, DateTimeOffset now)
    {
        if (now < entry.FreshUntil)
        {
            return EagerRefreshAt is { } share && now >= entry.CreatedAt + (share * (entry.FreshUntil - entry.CreatedAt))
                ? Freshness.Due
                : Freshness.Fresh;
        }

        var past = now - entry.FreshUntil;
        return now >= entry.ExpiresAt ? Freshness.Gone
            : past < StaleWhileRevalidate ? Freshness.Stale
            : past < StaleIfError ? Freshness.Fallback
            : Freshness.Gone;
    }
}

/// <summary>How fresh an entry is.</summary>
internal enum Freshness
{
    /// <summary>Not to be served.</summary>
    Gone,

    /// <summary>Expired; only in place of a failure.</summary>
    Fallback,

    /// <summary>Expired; served while it is renewed.</summary>
    Stale,

    /// <summary>In time; renewed early.</summary>
    Due,

    /// <summary>In time.</summary>
    Fresh,
}
