namespace Skills.Engine.Caching;

/// <summary>A kept outcome. Immutable, and shared by every caller it is served to.</summary>
internal sealed record CacheEntry
{
    /// <summary>What is served: no caller, no id, no times.</summary>
    public required SkillResult Outcome { get; init; }

    public TokenUsage? SavedUsage { get; init; }

    public Cost SavedCost { get; init; } = Cost.Unknown;

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The timestamp of this process at <see cref="CreatedAt"/>: a wall clock that is set back makes no entry younger.</summary>
    public long Born { get; init; }

    /// <summary>Until then it is served without a question.</summary>
    public required DateTimeOffset FreshUntil { get; init; }

    /// <summary>From then on it does not exist.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>The shared generation it was made in.</summary>
    public ulong Generation { get; init; }

    /// <summary>The generation as this process alone knows it; entries read from the shared store get that of their reading.</summary>
    public ulong LocalGeneration { get; init; }

    /// <summary>Bytes in memory, by estimate.</summary>
    public long Size { get; init; }
}
