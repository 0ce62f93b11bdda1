using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Skills.Engine.AspNetCore.Health;

/// <summary>Reads a counter from the store, Redis or another.</summary>
internal sealed class CacheHealthCheck(ISkillCacheStore? store) : IHealthCheck
{
    private const string Counter = "skills:health";

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (store is null)
        {
            return HealthCheckResult.Healthy("There is no cache.");
        }

        try
        {
            await store.IncrementAsync(Counter, 0, cancellationToken).AsTask().WaitAsync(cancellationToken).ConfigureAwait(false);
            return HealthCheckResult.Healthy("The cache answers.");
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // The store's sentence may name hosts and keys, and health pages are often public.
            return new(context.Registration.FailureStatus, $"The cache does not answer ({e.GetType().Name}); executions go on without it.");
        }
    }
}
