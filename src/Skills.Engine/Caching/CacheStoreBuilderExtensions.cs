using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Skills.Engine.Caching;

namespace Skills.Engine;

/// <summary>Shares results through a cache the host already has. Of several shared stores the one added first is used.</summary>
public static class CacheStoreBuilderExtensions
{
    /// <summary>Shares results through the registered <see cref="IDistributedCache"/>. Single flight then holds within each process only.</summary>
    public static SkillsEngineBuilder AddDistributedCache(this SkillsEngineBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);

        builder.Services.TryAddSingleton<ISkillCacheStore>(static services =>
            new DistributedSkillCacheStore(services.GetRequiredService<IDistributedCache>(), services.GetRequiredService<TimeProvider>()));
        return builder;
    }

    /// <summary>Shares results through the registered <see cref="HybridCache"/>. Single flight then holds within each process only.</summary>
    /// <remarks>Its limit of payload (1 MiB by default) holds as well; a larger result is then not shared.</remarks>
    public static SkillsEngineBuilder AddHybridCache(this SkillsEngineBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);

        builder.Services.TryAddSingleton<ISkillCacheStore>(static services =>
            new HybridSkillCacheStore(services.GetRequiredService<HybridCache>(), services.GetRequiredService<TimeProvider>()));
        return builder;
    }

    /// <summary>Shares results through a store of one's own.</summary>
    /// <param name="builder">The engine's builder.</param>
    /// <param name="store">Kept for the life of the engine, and not disposed by it.</param>
    /// <param name="coordinator">Makes processes wait for each other's work; null: each makes its own.</param>
    public static SkillsEngineBuilder AddCacheStore(this SkillsEngineBuilder builder, ISkillCacheStore store, ISkillCacheCoordinator? coordinator = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(store);

        builder.Services.TryAddSingleton(store);
        if (coordinator is not null)
        {
            builder.Services.TryAddSingleton(coordinator);
        }

        return builder;
    }
}
