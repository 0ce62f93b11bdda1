namespace Skills.Engine.Batches.Replays;

/// <summary>Keeps results by execution id. Thread-safe.</summary>
internal interface IReplayStore
{
    /// <summary>Gives the id to an owner if it has no result and no other owner.</summary>
    ValueTask<ReplayEntry> ClaimAsync(string key, string owner, string fingerprint, TimeSpan lease, CancellationToken cancellationToken);

    /// <summary>Keeps the id for another lease; false when another owner has it.</summary>
    ValueTask<bool> RenewAsync(string key, string owner, TimeSpan lease, CancellationToken cancellationToken);

    /// <summary>Stores the result. The first one is kept.</summary>
    ValueTask CompleteAsync(string key, string owner, string fingerprint, string result, TimeSpan keepFor, CancellationToken cancellationToken);

    /// <summary>Gives the id back without a result.</summary>
    ValueTask ReleaseAsync(string key, string owner, CancellationToken cancellationToken);
}

/// <summary>What an execution id has.</summary>
/// <param name="IsOwned">Whether the caller owns it now.</param>
/// <param name="Fingerprint">What it was used with first.</param>
/// <param name="Result">The stored result; null when there is none.</param>
internal sealed record ReplayEntry(bool IsOwned, string Fingerprint, string? Result);
