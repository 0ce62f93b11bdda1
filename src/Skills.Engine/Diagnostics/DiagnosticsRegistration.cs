using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Skills.Engine.Routing;

namespace Skills.Engine.Diagnostics;

internal static class DiagnosticsRegistration
{
    internal static void AddDiagnostics(IServiceCollection services)
    {
        services.AddLogging();
        services.AddMetrics();
        services.TryAddSingleton(static provider => new SkillInstruments(
            provider.GetService<IMeterFactory>(),
            provider.GetRequiredService<IOptions<SkillsEngineOptions>>().Value.Diagnostics.MaxSkillsInMetrics));
        services.TryAddSingleton<ExecutionLogWriter>();
        services.TryAddSingleton<SkillTelemetry>();
        services.TryAddSingleton<IQueueObserver>(static provider => provider.GetRequiredService<SkillTelemetry>());
    }
}
