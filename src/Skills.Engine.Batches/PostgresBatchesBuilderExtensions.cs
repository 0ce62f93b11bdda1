using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Skills.Engine.Batches;
using Skills.Engine.Batches.PostgresStore;
using Skills.Engine.Batches.Storage;

namespace Skills.Engine;

/// <summary>Keeps batch runs in PostgreSQL.</summary>
public static class PostgresBatchesBuilderExtensions
{
    /// <summary>Adds batch runs whose items are in the tables <c>skill_batch_runs</c> and <c>skill_batch_items</c>, so that any number of processes works on a run. The tables are created.</summary>
    /// <param name="builder">The engine's builder.</param>
    /// <param name="connectionString">An Npgsql connection string.</param>
    /// <param name="configure">Changes the options of batch runs; null for none.</param>
    public static SkillsEngineBuilder AddPostgresBatches(this SkillsEngineBuilder builder, string connectionString, Action<BatchesOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(connectionString);

        builder.AddSkillBatches(configure);
        builder.Services.Replace(ServiceDescriptor.Singleton<IBatchStore>(provider => new PostgresBatchStore(
            connectionString,
            provider.GetRequiredService<IOptions<BatchesOptions>>().Value.Lease,
            provider.GetRequiredService<TimeProvider>())));
        return builder;
    }
}
