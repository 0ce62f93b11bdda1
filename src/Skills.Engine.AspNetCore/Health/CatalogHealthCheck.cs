using System.Globalization;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Skills.Engine.AspNetCore.Health;

/// <summary>Unhealthy without a single skill, degraded when a file could not be taken over.</summary>
internal sealed class CatalogHealthCheck(SkillCatalog catalog) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var skills = catalog.Definitions.Count;
        var errors = catalog.Diagnostics.Count(static d => d.Severity == DiagnosticSeverity.Error);
        var data = new Dictionary<string, object> { ["skills"] = skills, ["errors"] = errors };

        return Task.FromResult((skills, errors) switch
        {
            (0, _) => new(context.Registration.FailureStatus, "The catalog is empty.", null, data),
            (_, 0) => HealthCheckResult.Healthy(string.Create(CultureInfo.InvariantCulture, $"{skills} skill versions."), data),
            _ => HealthCheckResult.Degraded(string.Create(CultureInfo.InvariantCulture, $"{errors} errors in skill files; see SkillCatalog.Diagnostics."), null, data),
        });
    }
}
