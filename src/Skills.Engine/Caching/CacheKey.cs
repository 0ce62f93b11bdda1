using System.Buffers.Text;
using Skills.Engine.Caching.Semantic;
using Skills.Engine.Compilation;
using Skills.Json;

namespace Skills.Engine.Caching;

/// <summary>
/// The name under which a result is kept: <c>prefix:{tenant:skill}:r:digest</c>. Tenant and skill are hashes of 48 bits, the
/// digest is the whole SHA-256 over <see cref="Parts"/>; so its length is fixed, and it contains no user data. The braces
/// keep what belongs together on one slot of a Redis Cluster.
/// </summary>
internal static class CacheKey
{
    // Changes when the parts or their form change, so that older keys are never met.
    private const long FormatVersion = 2;

    private const int TagBytes = 6;

    /// <summary>
    /// Everything a key is made of, in order. Each part is marked with its kind and length, so none runs into the next. Those of
    /// the skill, the same for every call, come into it as a digest of their own.
    /// </summary>
    public static readonly IReadOnlyList<CacheKeyIngredient> Parts =
    [
        new("format", static (hasher, _) => hasher.Append(FormatVersion)),
        new("tenant", static (hasher, request) => hasher.Append(request.Context.TenantId)),
        new("user", static (hasher, request) => hasher.Append(request.Skill.Cache.Scope == CacheScope.User ? request.Context.UserId : null)),
        new("vary", AppendVary),
        new("skill.id", static (hasher, request) => hasher.Append(request.Skill.Id), OfSkill: true),
        new("skill.version", static (hasher, request) => hasher.Append(request.Skill.Version), OfSkill: true),
        new("skill.content", static (hasher, request) => hasher.Append(request.SkillHash), OfSkill: true),
        new("variant", static (hasher, request) => hasher.Append(request.Variant), OfSkill: true),
        new("model", static (hasher, request) => hasher.Append(request.Context.Model)),
        new("tools", AppendTools),
        new("options", AppendOptions, OfSkill: true),
        new("inputs", static (hasher, request) => hasher.Append(request.Inputs)),
    ];

    private static readonly CacheKeyIngredient[] OfSkill = [.. Parts.Where(static part => part.OfSkill)];
    private static readonly CacheKeyIngredient[] OfCall = [.. Parts.Where(static part => !part.OfSkill)];

    /// <summary>Computes the key.</summary>
    /// <param name="prefix">The first letters of every key.</param>
    /// <param name="hashTag">The part in braces.</param>
    /// <param name="request">What the result depends on.</param>
    /// <param name="skillDigest">What <see cref="DigestOfSkill"/> gives for it.</param>
    /// <exception cref="InsufficientExecutionStackException">The inputs are nested too deep to be put in order.</exception>
    public static string Compute(string prefix, string hashTag, SkillCacheRequest request, ReadOnlySpan<byte> skillDigest)
    {
        using var hasher = new ContentHasher();
        hasher.AppendDigest(skillDigest);
        foreach (var part in OfCall)
        {
            part.Append(hasher, request);
        }

        Span<byte> digest = stackalloc byte[ContentHasher.HashBytes];
        hasher.Finish(digest);

        Span<char> text = stackalloc char[44];
        Base64Url.TryEncodeToChars(digest, text, out var length);
        return string.Concat(prefix, hashTag, ":r:", text[..length]);
    }

    /// <summary>Computes the name of everything that must be equal for two calls to be compared by meaning: all parts of the key, but of the inputs only those that are no text, and the numbers in the texts.</summary>
    /// <exception cref="InsufficientExecutionStackException">The inputs are nested too deep to be put in order.</exception>
    public static string Partition(string prefix, string hashTag, SkillCacheRequest request, ReadOnlySpan<byte> skillDigest, SemanticText text)
    {
        using var hasher = new ContentHasher();
        hasher.AppendDigest(skillDigest);
        hasher.Append(text.Names);
        hasher.Append(text.Numbers);
        var rest = request with { Inputs = text.Rest };
        foreach (var part in OfCall)
        {
            part.Append(hasher, rest);
        }

        Span<byte> digest = stackalloc byte[ContentHasher.HashBytes];
        hasher.Finish(digest);
        return string.Concat(prefix, hashTag, ":s:", Base64Url.EncodeToString(digest));
    }

    /// <summary>Whether a key is one of results of a tenant and skill.</summary>
    public static bool IsOf(string key, string prefix, string hashTag) => key.StartsWith(string.Concat(prefix, hashTag, ":r:"), StringComparison.Ordinal);

    /// <summary>The SHA-256 over the parts of the skill.</summary>
    public static byte[] DigestOfSkill(SkillCacheRequest request)
    {
        using var hasher = new ContentHasher();
        foreach (var part in OfSkill)
        {
            part.Append(hasher, request);
        }

        var digest = new byte[ContentHasher.HashBytes];
        hasher.Finish(digest);
        return digest;
    }

    /// <summary>A number from 0 to below 1 that is spread evenly over keys and the same for one key everywhere.</summary>
    public static double Fraction(string key)
    {
        var hash = 2166136261u;
        foreach (var c in key)
        {
            hash = (hash ^ c) * 16777619u;
        }

        return hash / 4294967296.0;
    }

    /// <summary>The part in braces, of fixed length.</summary>
    public static string HashTag(string? tenant, string skillId) => $":{{{ShortHash(TagBytes, tenant)}:{ShortHash(TagBytes, skillId)}}}";

    /// <summary>So many bytes of the SHA-256 of some texts, in letters, digits, hyphen and underscore.</summary>
    public static string ShortHash(int bytes, params ReadOnlySpan<string?> texts)
    {
        using var hasher = new ContentHasher();
        foreach (var text in texts)
        {
            hasher.Append(text);
        }

        Span<byte> digest = stackalloc byte[ContentHasher.HashBytes];
        hasher.Finish(digest);
        return Base64Url.EncodeToString(digest[..bytes]);
    }

    private static void AppendVary(ContentHasher hasher, SkillCacheRequest request)
    {
        var names = request.Skill.Cache.Vary;
        hasher.Append((long)names.Count);
        foreach (var name in names)
        {
            hasher.Append(name);
            hasher.Append(request.Context.Metadata.GetValueOrDefault(name));
        }
    }

    // A skill without tools of its own has nothing more in its key.
    private static void AppendTools(ContentHasher hasher, SkillCacheRequest request)
    {
        hasher.Append(request.Context.Tools);
        if (request.ToolsDigest is { } digest)
        {
            hasher.Append(digest);
        }
    }

    private static void AppendOptions(ContentHasher hasher, SkillCacheRequest request)
    {
        var options = request.Options;
        hasher.Append(options.Temperature);
        hasher.Append(options.TopP);
        hasher.Append(options.TopK);
        hasher.Append(options.MaxOutputTokens);
        hasher.Append(options.StopSequences);
        hasher.Append(options.Seed);
        hasher.Append(options.FrequencyPenalty);
        hasher.Append(options.PresencePenalty);
        if (options.Reasoning is { } reasoning)
        {
            hasher.Append((long)reasoning.NearestEffort);
            hasher.Append(reasoning.ReservedTokens);
        }
    }
}

/// <summary>One part of a key.</summary>
/// <param name="Name">What the explanation calls it.</param>
/// <param name="Append">Adds it to what is hashed.</param>
/// <param name="OfSkill">Whether it is the same for every call of a skill.</param>
internal sealed record CacheKeyIngredient(string Name, Action<ContentHasher, SkillCacheRequest> Append, bool OfSkill = false);
