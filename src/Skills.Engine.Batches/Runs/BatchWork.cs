using Skills.Engine.Batches.Storage;

namespace Skills.Engine.Batches.Runs;

/// <summary>What the parts of one run in this process share.</summary>
internal sealed record BatchWork
{
    public required BatchRun Run { get; init; }

    public required IBatchStore Store { get; init; }

    public required StoreCalls Calls { get; init; }

    public required TimeProvider Time { get; init; }

    /// <summary>Gets the name of this worker.</summary>
    public required string Worker { get; init; }

    /// <summary>Gets the signal that there may be items to claim.</summary>
    public WakeSignal Wake { get; } = new();
}
