namespace Skills.Engine.Dashboard.Wire;

/// <summary>Routing and cost.</summary>
internal sealed record RoutingView(
    string From,
    string To,
    IReadOnlyList<ProviderView> Providers,
    IReadOnlyList<DeploymentReport> Deployments,
    IReadOnlyList<BudgetView> Budgets,
    IReadOnlyList<TotalsView> BySkill,
    IReadOnlyList<TotalsView> ByTenant,
    IReadOnlyList<TotalsView> ByModel,
    IReadOnlyList<TotalsView> ByDay);

/// <summary>A provider and what it lacks, if anything.</summary>
internal sealed record ProviderView(string Name, string? NotReady);

/// <summary>A budget of the configuration.</summary>
internal sealed record BudgetView(string Scope, string? Id, string Period, decimal LimitUsd);

/// <summary>What the cache did since the host started.</summary>
internal sealed record CacheView(SkillCacheStatistics Statistics, IReadOnlyDictionary<string, string> Skills);

/// <summary>Which results are no longer to be served.</summary>
internal sealed record InvalidateRequest(string? Skill, string? Version, string? Tenant, string? Tag, bool All);

/// <summary>Whether an invalidation reached the shared store.</summary>
internal sealed record InvalidateView(bool ReachedStore);

/// <summary>What a live event tells.</summary>
internal sealed record LiveView(string? Id, long Version);
