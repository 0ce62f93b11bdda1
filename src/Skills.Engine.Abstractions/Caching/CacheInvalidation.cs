namespace Skills.Engine;

/// <summary>Which results are no longer to be served. The parts given are taken together; with none, all results are meant.</summary>
/// <remarks>Costs one counter whatever the number of results. Versions and tags are named exactly; there are no wildcards.</remarks>
public sealed record CacheInvalidation
{
    /// <summary>All results of every skill and tenant.</summary>
    public static CacheInvalidation All { get; } = new();

    /// <summary>Results of this skill, all versions unless one is named.</summary>
    public string? SkillId { get; init; }

    /// <summary>Results of this version; needs <see cref="SkillId"/>.</summary>
    public string? SkillVersion { get; init; }

    /// <summary>Results of this tenant, all skills unless one is named.</summary>
    public string? TenantId { get; init; }

    /// <summary>Results of skills with this tag in <see cref="SkillCachePolicy.Tags"/>; cannot be combined.</summary>
    public string? Tag { get; init; }

    /// <summary>Why this names nothing that can be counted; null when it does.</summary>
    internal string? Problem =>
        SkillVersion is not null && SkillId is null ? "A version is invalidated with its skill; set SkillId too."
        : Tag is not null && (SkillId ?? TenantId) is not null ? "A tag is invalidated by itself; leave SkillId and TenantId out."
        : null;
}
