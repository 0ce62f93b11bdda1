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

/// <summary>What the knob between cost and quality would change for one skill, estimated from its latest runs.</summary>
internal sealed record WhatIfView(string Skill, string From, string To, double? Current, long Calls, int Sampled, bool NamesModels, IReadOnlyList<WhatIfPoint> Points);

/// <summary>One position of the knob. The spend is null as soon as one price is not known.</summary>
internal sealed record WhatIfPoint(double CostQuality, decimal? SpendUsd, double? Quality, IReadOnlyList<WhatIfModel> Models, int Unanswered);

/// <summary>A model and its share of the calls.</summary>
internal sealed record WhatIfModel(string Id, string Provider, double Share);

/// <summary>What the cache did since the host started.</summary>
internal sealed record CacheView(SkillCacheStatistics Statistics, IReadOnlyDictionary<string, string> Skills);

/// <summary>Which results are no longer to be served.</summary>
internal sealed record InvalidateRequest(string? Skill, string? Version, string? Tenant, string? Tag, bool All);

/// <summary>Whether an invalidation reached the shared store.</summary>
internal sealed record InvalidateView(bool ReachedStore);

/// <summary>What a live event tells.</summary>
internal sealed record LiveView(string? Id, long Version);
