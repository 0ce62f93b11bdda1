using Skills.Engine.Batches;

namespace Skills.Batches.Load.Faults;

/// <summary>What all processes of a fault run know.</summary>
/// <param name="Kind">The kind of store.</param>
/// <param name="Connection">The connection string, or the path of the journal.</param>
/// <param name="Items">Items of the run.</param>
/// <param name="Folder">The folder of the bills.</param>
internal sealed record FaultJob(string Kind, string Connection, int Items, string Folder)
{
    /// <summary>The id of the run.</summary>
    public const string Run = "faults";

    /// <summary>Executions at the same time, in each process.</summary>
    public const int Parallelism = 100;

    /// <summary>The most that an item may cost: more than the worst case of a call.</summary>
    public const decimal MaxItemCostUsd = 10 * InstantModel.Price;

    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(3);

    public static void Configure(BatchesOptions options) => (options.Lease, options.LookEvery) = (Lease, TimeSpan.FromMilliseconds(200));
}
