using System.Globalization;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Skills.Engine.AspNetCore.Health;

/// <summary>Unhealthy when no model can run, or when every provider called lately fails every call. Degraded when one does or fails most of them.</summary>
internal sealed class ProvidersHealthCheck(ProviderTraffic traffic, ModelCatalog catalog, RouterReport router) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var states = traffic.States;
        var data = states.ToDictionary(
            static s => s.Provider,
            static s => (object)string.Create(CultureInfo.InvariantCulture, $"{s.Calls - s.Failures} of {s.Calls} calls answered{(s.LastError is { } e ? $", last error {e}" : "")}"));

        // Old prices are no failure, and still worth seeing beside one.
        data["catalog_as_of"] = catalog.AsOf?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "unknown";
        return Task.FromResult(states switch
        {
            _ when WhyNone() is { } reason => new HealthCheckResult(context.Registration.FailureStatus, reason, null, data),
            [] => HealthCheckResult.Healthy("No provider was called lately.", data),
            _ when states.All(static s => s.IsDown) => new HealthCheckResult(context.Registration.FailureStatus, "No provider answers.", null, data),
            _ when states.Any(static s => s.IsDown || s.IsShaky) => HealthCheckResult.Degraded($"In trouble: {string.Join(", ", states.Where(static s => s.IsDown || s.IsShaky).Select(static s => s.Provider))}.", null, data),
            _ => HealthCheckResult.Healthy("Every provider called lately answers.", data),
        });
    }

    // A model that is discovered at run time is not in the catalog yet, so a ready provider without models counts as well.
    private string? WhyNone()
    {
        var providers = router.Providers();
        return providers.Count == 0 ? "No model can run: no provider is registered."
            : providers.Any(static p => p.NotReady is null) ? null
            : $"No model can run. {string.Join(" ", providers.Select(static p => $"{p.Name}: {p.NotReady}"))}";
    }
}
