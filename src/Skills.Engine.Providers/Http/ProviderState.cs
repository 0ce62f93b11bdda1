namespace Skills.Engine.Providers.Http;

/// <summary>A provider as its options describe it at one moment. A change of the options makes another; calls under way keep theirs.</summary>
internal sealed class ProviderState
{
    public ProviderState(string provider, ProviderTarget[] targets, ProviderParts parts)
    {
        Targets = targets;
        Pool = targets.Length > 1 ? new(targets, parts.Breaker, parts.Time) : null;
        Provider = new(provider, Array.TrueForAll(targets, t => t.NotReady is not null && !MayHaveTenantKeys(t, parts)) ? targets[0].NotReady : null);
    }

    public ModelProvider Provider { get; }

    public IReadOnlyList<ProviderTarget> Targets { get; }

    /// <summary>The pool of several deployments; null for one.</summary>
    public TargetPool? Pool { get; }

    /// <summary>The deployment that a call without a pool goes to.</summary>
    public ProviderTarget Only => Targets[0];

    // Tenants may bring the key that the host has not.
    private static bool MayHaveTenantKeys(ProviderTarget target, ProviderParts parts) =>
        parts.Keys is not null && target.Options.ApiKey is null && ProviderKeys.WhyBadAddress(target.Options, "") is null;
}
