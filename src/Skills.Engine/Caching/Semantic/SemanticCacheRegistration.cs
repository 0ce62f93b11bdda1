using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Skills.Engine.Caching.Semantic;

namespace Skills.Engine;

/// <summary>Registers the semantic cache.</summary>
public static class SemanticCacheRegistration
{
    /// <summary>Lets skills that ask for it (<see cref="SkillCachePolicy.Semantic"/>) serve the cached result of inputs that mean nearly the same. Needs embeddings, as from <c>AddEmbeddings</c>.</summary>
    /// <param name="builder">The engine's builder.</param>
    /// <param name="configure">Changes the limits; null for none.</param>
    /// <remarks>Embeddings are kept in this process's memory, unless the host registers an <see cref="ISemanticCacheStore"/>.</remarks>
    public static SkillsEngineBuilder UseSemanticCache(this SkillsEngineBuilder builder, Action<SemanticCacheOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);

        builder.Services.TryAddSingleton<ISemanticCacheStore, MemorySemanticCacheStore>();
        builder.Services.TryAddSingleton<SemanticTier>();
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<SkillsEngineOptions>, SemanticCacheValidator>());
        if (configure is not null)
        {
            builder.Services.Configure<SkillsEngineOptions>(o => configure(o.Cache.Semantic));
        }

        return builder;
    }
}
