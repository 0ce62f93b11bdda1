namespace Skills.Engine.Batches.Storage;

/// <summary>How far a source was read.</summary>
/// <param name="Read">Items read.</param>
/// <param name="Mark">A hash over the items read, by which a changed source is noticed.</param>
/// <param name="IsDone">Whether the source ended.</param>
internal sealed record SourcePosition(long Read, string Mark, bool IsDone);

/// <summary>An item on its way into the store.</summary>
/// <param name="Row">Its number, from 1.</param>
/// <param name="Id">The caller's id.</param>
/// <param name="Inputs">The inputs as JSON.</param>
internal readonly record struct QueuedItem(long Row, string? Id, string Inputs);

/// <summary>An item that a worker has.</summary>
internal sealed record BatchClaim
{
    public required long Row { get; init; }

    public string? Id { get; init; }

    public required string Inputs { get; init; }

    /// <summary>Gets the number of this attempt, from 1.</summary>
    public required int Attempt { get; init; }

    /// <summary>Gets how many attempts were lost with their worker.</summary>
    public int Lost { get; init; }

    /// <summary>Gets the known cost of the attempts before, in 1e-12 USD.</summary>
    public long Spent { get; init; }

    /// <summary>Gets how far <see cref="Spent"/> can be trusted.</summary>
    public CostKind SpentKind { get; init; }

    /// <summary>Gets what the store needs to find it again.</summary>
    public string? Tag { get; init; }

    /// <summary>Gets when it was claimed.</summary>
    public DateTimeOffset ClaimedAt { get; init; }
}

/// <summary>What a claim gave.</summary>
/// <param name="State">The state of the run.</param>
/// <param name="Claims">The items.</param>
/// <param name="IsFinished">Whether the source is done and no item waits or is in flight.</param>
/// <param name="IsBudgetUsed">Whether items wait, none is in flight, and the budget has no room for one.</param>
internal sealed record BatchClaims(BatchRunState State, IReadOnlyList<BatchClaim> Claims, bool IsFinished, bool IsBudgetUsed);

/// <summary>The end of an attempt.</summary>
internal sealed record BatchOutcome
{
    public required BatchClaim Claim { get; init; }

    public required OutcomeKind Kind { get; init; }

    /// <summary>Gets the result, also of an attempt that is made again.</summary>
    public required BatchItemResult Result { get; init; }

    /// <summary>Gets the known cost of this attempt, in 1e-12 USD.</summary>
    public required long Spent { get; init; }

    /// <summary>Gets how far the cost of this attempt can be trusted.</summary>
    public required CostKind SpentKind { get; init; }

    /// <summary>Gets what the attempt may have cost beyond what is known, in 1e-12 USD.</summary>
    public long Unsure { get; init; }

    /// <summary>Gets whether the attempt was canceled, so that its model calls may have been paid and are made again.</summary>
    public bool IsLost { get; init; }

    /// <summary>Gets for how long the item is not started again. A store measures it with its own clock, since those of workers differ.</summary>
    public TimeSpan? RetryAfter { get; init; }
}

/// <summary>What becomes of an item.</summary>
internal enum OutcomeKind
{
    Succeeded,
    Dead,
    Retry,
}

/// <summary>A state to move to.</summary>
internal sealed record BatchMove(BatchRunState State, BatchStopReason Reason = BatchStopReason.None, string? Message = null);

/// <summary>Which results to read.</summary>
/// <param name="DeadOnly">Whether only dead letters are wanted.</param>
internal sealed record ResultQuery(bool DeadOnly = false);
