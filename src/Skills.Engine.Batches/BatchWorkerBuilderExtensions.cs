using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Skills.Engine.Batches;
using Skills.Engine.Batches.Hosting;
using Skills.Engine.Batches.Storage;

namespace Skills.Engine;

/// <summary>Makes a host a worker of batch runs.</summary>
public static class BatchWorkerBuilderExtensions
{
    /// <summary>
    /// Works on every running run of the store whose skill is in the catalog with the same content. Call it after the store is added.
    /// When the host stops, executions under way are finished within <see cref="BatchesOptions.DrainTimeout"/>.
    /// </summary>
    /// <param name="builder">The engine's builder.</param>
    public static SkillsEngineBuilder AddSkillBatchWorker(this SkillsEngineBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);

        builder.AddSkillBatches();
        builder.Services.TryAddSingleton(static provider => new BatchGauges(provider.GetService<IMeterFactory>()));
        builder.Services.AddHostedService(static provider => new BatchWorkerService(
            provider.GetRequiredService<SkillBatches>(),
            provider.GetRequiredService<SkillExecutionEngine>(),
            provider.GetRequiredService<IBatchStore>(),
            provider.GetRequiredService<IOptions<BatchesOptions>>().Value,
            provider.GetRequiredService<BatchGauges>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<BatchWorkerService>>()));
        return builder;
    }
}
