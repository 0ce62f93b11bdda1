using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Skills.Engine.Batches;
using Skills.Engine.Batches.Journal;
using Skills.Engine.Batches.Registration;
using Skills.Engine.Batches.Runs;
using Skills.Engine.Batches.Storage;
using Skills.Engine.Execution;

namespace Skills.Engine;

/// <summary>Adds batch runs to the engine.</summary>
public static class BatchesBuilderExtensions
{
    /// <summary>Adds batch runs with the embedded journal: one SQLite file, and one process at a time on each run.</summary>
    /// <param name="builder">The engine's builder.</param>
    /// <param name="journalPath">The SQLite file, such as <c>batches.db</c>; its folder is made.</param>
    public static SkillsEngineBuilder AddSkillBatches(this SkillsEngineBuilder builder, string journalPath)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(journalPath);
        return builder.AddSkillBatches(options => options.JournalPath = journalPath);
    }

    /// <summary>Adds batch runs. Inject <see cref="SkillBatches"/>, or take it from the engine.</summary>
    /// <param name="builder">The engine's builder.</param>
    /// <param name="configure">Changes the options after the section <c>SkillsEngine:Batches</c> was bound; null for none.</param>
    public static SkillsEngineBuilder AddSkillBatches(this SkillsEngineBuilder builder, Action<BatchesOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);

        var services = builder.Services;
        builder.AddOptions<BatchesOptions>("Batches").BindConfiguration(BatchesOptions.SectionName);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<BatchesOptions>, BatchesOptionsValidator>());
        if (configure is not null)
        {
            services.Configure(configure);
        }

        services.TryAddSingleton<IBatchStore>(static provider => new SqliteBatchStore(provider.GetRequiredService<IOptions<BatchesOptions>>().Value.JournalPath, provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton(static provider => new SkillBatches(
            provider.GetRequiredService<SkillExecutionEngine>(),
            provider.GetRequiredService<IBatchStore>(),
            provider.GetServices<IModelBatchClient>(),
            provider.GetRequiredService<IOptions<BatchesOptions>>().Value,
            provider.GetRequiredService<IOptions<SkillsEngineOptions>>().Value.MaxInputBytes,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<SkillBatches>>()));
        services.TryAddSingleton<IBatchOverview>(static provider => new BatchOverview(provider.GetRequiredService<SkillBatches>(), provider.GetRequiredService<SkillExecutionEngine>()));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<EngineFeature, EngineFeature<SkillBatches>>(static provider => new(provider.GetRequiredService<SkillBatches>)));
        return builder;
    }
}
