using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Skills.Engine.AspNetCore;
using Skills.Engine.AspNetCore.Health;

namespace Skills.Engine;

/// <summary>Health checks of the engine's parts.</summary>
public static class SkillsHealthCheckExtensions
{
    /// <summary>
    /// Adds three checks: <c>skills-providers</c>, judged by real traffic only, so that a check never costs a call;
    /// <c>skills-cache</c>, which asks the store; and <c>skills-catalog</c>, which says what could not be read.
    /// </summary>
    /// <param name="builder">What <c>AddHealthChecks</c> returned.</param>
    /// <param name="failureStatus">What failed checks report; null for unhealthy. The cache reports degraded at most, since no execution needs it.</param>
    /// <param name="tags">Tags of all three; null for <c>skills</c>.</param>
    /// <param name="timeout">Longest time of one check; null for five seconds.</param>
    public static IHealthChecksBuilder AddSkillsHealthChecks(this IHealthChecksBuilder builder, HealthStatus? failureStatus = null, IEnumerable<string>? tags = null, TimeSpan? timeout = null)
    {
        ArgumentNullException.ThrowIfNull(builder);

        builder.Services.TryAddSingleton(static provider => new ProviderTraffic(provider.GetRequiredService<TimeProvider>()));
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IExecutionLog, ProviderTraffic>(static provider => provider.GetRequiredService<ProviderTraffic>()));

        List<string> labels = [.. tags ?? ["skills"]];
        var limit = timeout ?? TimeSpan.FromSeconds(5);
        return builder
            .Add(new("skills-providers", static p => new ProvidersHealthCheck(p.GetRequiredService<ProviderTraffic>(), p.GetRequiredService<ModelCatalog>(), p.GetRequiredService<RouterReport>()), failureStatus, labels, limit))
            .Add(new("skills-cache", static p => new CacheHealthCheck(p.GetService<ISkillCacheStore>()), HealthStatus.Degraded, labels, limit))
            .Add(new("skills-catalog", static p => new CatalogHealthCheck(p.GetRequiredService<SkillExecutionEngine>().Catalog), failureStatus, labels, limit));
    }

    /// <summary>The same, for a host that has no other health checks.</summary>
    public static IHealthChecksBuilder AddSkillsHealthChecks(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        return services.AddHealthChecks().AddSkillsHealthChecks();
    }
}
