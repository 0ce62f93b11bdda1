using System.ComponentModel.DataAnnotations;

namespace Skills.Engine;

/// <summary>Limits of the semantic cache, bound from <c>SkillsEngine:Cache:Semantic</c>. They take effect with <c>UseSemanticCache</c>.</summary>
public sealed class SemanticCacheOptions
{
    /// <summary>Most bytes of embeddings kept in this process's memory, by estimate. The ones that were not used for longest are evicted.</summary>
    /// <value>Default 32 MiB; 64 KiB to 64 GiB.</value>
    [Range(64 * 1024, 64L * 1024 * 1024 * 1024)]
    public long MemoryBytes { get; set; } = 32 * 1024 * 1024;

    /// <summary>Most results that one lookup compares: those of one tenant and skill with equal other inputs. The ones that were not used for longest are evicted.</summary>
    /// <value>Default 1,000; 1 to 100,000.</value>
    [Range(1, 100_000)]
    public int MaxEntries { get; set; } = 1000;

    /// <summary>Most numbers of one embedding. A longer one counts as a failure.</summary>
    /// <value>Default 4,096; 1 to 65,536.</value>
    [Range(1, 65_536)]
    public int MaxDimension { get; set; } = 4096;

    /// <summary>Most characters of the texts of one call. Longer ones are not embedded, so only an equal call can be a hit. They are never cut, since two long texts may differ at their end only.</summary>
    /// <value>Default 8,000; 1 to 1,000,000.</value>
    [Range(1, 1_000_000)]
    public int MaxTextLength { get; set; } = 8000;

    /// <summary>Longest time that one execution waits for its embedding and the search. After it the lookup is a miss.</summary>
    /// <value>Default two seconds; 1 millisecond to a minute. The execution's own deadline holds as well.</value>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(2);
}
