using System.Runtime.CompilerServices;
using Skills.Engine.Compilation;

namespace Skills.Engine.Caching;

/// <summary>Remembers what a skill brings into its keys, for as long as the skill lives. Thread-safe.</summary>
internal sealed class SkillDigests
{
    private readonly ConditionalWeakTable<Skill, Known> _known = [];

    /// <summary>The digest of the parts of the skill.</summary>
    public byte[] Of(SkillCacheRequest request)
    {
        if (_known.TryGetValue(request.Skill, out var known) && known.IsOf(request))
        {
            return known.Digest;
        }

        known = new(request.SkillHash, request.Options, request.Variant, CacheKey.DigestOfSkill(request));
        _known.AddOrUpdate(request.Skill, known);
        return known.Digest;
    }

    private sealed record Known(string SkillHash, ModelOptions Options, string? Variant, byte[] Digest)
    {
        public bool IsOf(SkillCacheRequest request) =>
            ReferenceEquals(Options, request.Options) && SkillHash == request.SkillHash && Variant == request.Variant;
    }
}
