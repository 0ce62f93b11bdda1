using Skills.Engine;
using Skills.Engine.Batches;

namespace Skills.Cli.Batching;

/// <summary>A store of batch runs that several processes share.</summary>
/// <param name="Kind">The kind of store.</param>
/// <param name="Connection">The connection string.</param>
internal sealed record BatchStore(BatchStoreKind Kind, string Connection)
{
    /// <summary>Keeps the runs of an engine in the store.</summary>
    public SkillsEngineBuilder AddTo(SkillsEngineBuilder builder, Action<BatchesOptions>? configure = null) => Kind == BatchStoreKind.Redis
        ? builder.AddRedisBatches(redis => redis.ConnectionString = Connection, configure)
        : builder.AddPostgresBatches(Connection, configure);

    /// <summary>Leaves the connection string out: it may have a password.</summary>
    public override string ToString() => Kind.ToString();
}
