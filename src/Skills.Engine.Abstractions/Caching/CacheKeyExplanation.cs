namespace Skills.Engine;

/// <summary>What a cache key is made of. Values are shown as short hashes only, never as text.</summary>
/// <param name="Key">The key; null when the execution is not cacheable.</param>
/// <param name="NotCacheable">A sentence that says why there is no key; null when there is one.</param>
/// <param name="Parts">Every part that goes into the key, in order; the skill's content and the inputs by their own parts.</param>
public sealed record CacheKeyExplanation(string? Key, string? NotCacheable, IReadOnlyList<CacheKeyPart> Parts)
{
    /// <summary>Names of the parts in which two executions differ; empty when they share an entry.</summary>
    public IReadOnlyList<string> DifferencesFrom(CacheKeyExplanation other)
    {
        ArgumentNullException.ThrowIfNull(other);

        var theirs = other.Parts.ToDictionary(static part => part.Name, static part => part.Hash, StringComparer.Ordinal);
        var ours = Parts.ToDictionary(static part => part.Name, static part => part.Hash, StringComparer.Ordinal);
        return
        [
            .. Parts.Where(part => theirs.GetValueOrDefault(part.Name) != part.Hash).Select(static part => part.Name),
            .. other.Parts.Where(part => !ours.ContainsKey(part.Name)).Select(static part => part.Name),
        ];
    }
}

/// <summary>One part of a cache key.</summary>
/// <param name="Name">Such as <c>tenant</c>, <c>skill.outputSchema</c> or <c>inputs/text</c>.</param>
/// <param name="Hash">The first 16 hexadecimal digits of its SHA-256.</param>
public sealed record CacheKeyPart(string Name, string Hash);
