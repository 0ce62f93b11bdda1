using System.Buffers.Text;

namespace Skills.Engine.Caching;

/// <summary>
/// The name under which a result is kept: <c>prefix:{tenant:skill}:r:digest</c>. Tenant and skill are hashes of 48 bits, the
/// digest is the whole SHA-256 over <see cref="Parts"/>; so its length is fixed, and it holds no text of anyone. The braces
/// keep what belongs together on one slot of a Redis Cluster.
/// </summary>
internal static class CacheKey
{
    // Changes when the parts or their form change, so that older keys are never met.
    private const long FormatVersion = 1;

    private const int TagBytes = 6;

    /// <summary>Everything a key is made of, in order. Each part is marked with its kind and length, so none runs into the next.</summary>
    public static readonly IReadOnlyList<(string Name, Action<ContentHasher, CacheRequest> Append)> Parts =
    [
        ("format", static (hasher, _) => hasher.Append(FormatVersion)),
        ("tenant", static (hasher, request) => hasher.Append(request.Context.TenantId)),
        ("user", static (hasher, request) => hasher.Append(request.Skill.Cache.Scope == CacheScope.User ? request.Context.UserId : null)),
        ("vary", AppendVary),
        ("skill.id", static (hasher, request) => hasher.Append(request.Skill.Id)),
        ("skill.version", static (hasher, request) => hasher.Append(request.Skill.Version)),
        ("skill.content", static (hasher, request) => hasher.Append(request.SkillHash)),
        ("variant", static (hasher, request) => hasher.Append(request.Variant)),
        ("model", static (hasher, request) => hasher.Append(request.Context.Model)),
        ("tools", static (hasher, request) => hasher.Append(request.Context.Tools)),
        ("options", AppendOptions),
        ("inputs", static (hasher, request) => hasher.Append(request.Inputs)),
    ];

    /// <summary>Computes the key.</summary>
    /// <exception cref="InsufficientExecutionStackException">The inputs are nested too deep to be put in order.</exception>
    public static string Compute(string prefix, string hashTag, CacheRequest request)
    {
        using var hasher = new ContentHasher();
        foreach (var (_, append) in Parts)
        {
            append(hasher, request);
        }

        Span<byte> digest = stackalloc byte[ContentHasher.HashBytes];
        hasher.Finish(digest);

        Span<char> text = stackalloc char[44];
        Base64Url.TryEncodeToChars(digest, text, out var length);
        return string.Concat(prefix, hashTag, ":r:", text[..length]);
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

    private static void AppendVary(ContentHasher hasher, CacheRequest request)
    {
        var names = request.Skill.Cache.Vary;
        hasher.Append((long)names.Count);
        foreach (var name in names)
        {
            hasher.Append(name);
            hasher.Append(request.Context.Metadata.GetValueOrDefault(name));
        }
    }

    private static void AppendOptions(ContentHasher hasher, CacheRequest request)
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
    }
}
