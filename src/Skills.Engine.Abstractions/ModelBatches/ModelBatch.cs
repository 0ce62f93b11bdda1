using System.Text.Json.Serialization;

namespace Skills.Engine;

/// <summary>A batch at a provider. It can be stored, and asked for again by another process.</summary>
public sealed record ModelBatch
{
    /// <summary>Gets the provider's id.</summary>
    public required string Id { get; init; }

    /// <summary>Gets the provider's name.</summary>
    public required string Provider { get; init; }

    /// <summary>Gets the model's id in the catalog.</summary>
    public required string Model { get; init; }

    /// <summary>Gets the tenant whose key is used; null for the host's key.</summary>
    public string? TenantId { get; init; }

    /// <summary>Gets the state.</summary>
    public ModelBatchState State { get; init; }

    /// <summary>Gets the number of items that have an answer or an error; null when unsaid.</summary>
    public long? Processed { get; init; }

    /// <summary>Gets when the provider gives up on items without an answer, UTC; null when unsaid.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Gets the provider's names of the files or addresses that hold the results; empty until it has ended.</summary>
    public IReadOnlyList<string> ResultFiles { get; init; } = [];

    /// <summary>Gets whether nothing more will happen to the batch, so that its results can be read.</summary>
    public bool HasEnded => State is not (ModelBatchState.Running or ModelBatchState.Canceling);
}

/// <summary>The states of a batch.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ModelBatchState>))]
public enum ModelBatchState
{
    /// <summary>Items are waited for.</summary>
    Running,

    /// <summary>Its cancellation was asked for and is not done.</summary>
    Canceling,

    /// <summary>It ended; single items may have failed.</summary>
    Completed,

    /// <summary>It was refused as a whole. No item has an answer.</summary>
    Failed,

    /// <summary>It was canceled. Some items may have answers.</summary>
    Canceled,

    /// <summary>Its time was over. Some items may have answers.</summary>
    Expired,
}

/// <summary>One request of a batch.</summary>
/// <param name="Id">Unique in its batch: 1 to 64 letters, digits, hyphens and underscores.</param>
/// <param name="Request">The request. Its deadlines do not apply.</param>
public sealed record ModelBatchItem(string Id, ModelRequest Request);

/// <summary>The limits of one batch.</summary>
/// <param name="MaxItems">Most items.</param>
/// <param name="MaxBytes">Most bytes of all items together.</param>
public sealed record ModelBatchLimits(int MaxItems, long MaxBytes);

/// <summary>The size of a request in a batch, and what tells it from others.</summary>
/// <param name="Bytes">The bytes that it takes of <see cref="ModelBatchLimits.MaxBytes"/> with the longest id.</param>
/// <param name="Digest">32 hexadecimal digits: the same for two requests only if the same bytes are sent for the same tenant.</param>
public sealed record ModelBatchMeasure(long Bytes, string Digest);

/// <summary>How one item of a batch ended.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ModelBatchOutcome>))]
public enum ModelBatchOutcome
{
    /// <summary>It has a reply.</summary>
    Succeeded,

    /// <summary>It has an error.</summary>
    Failed,

    /// <summary>The provider did not come to it in time. It is not billed.</summary>
    Expired,

    /// <summary>It was canceled before the provider came to it. It is not billed.</summary>
    Canceled,

    /// <summary>The provider's results say nothing of it. It may have been billed.</summary>
    Missing,
}

/// <summary>The result of one item of a batch.</summary>
/// <param name="Id">The id of the item.</param>
/// <param name="Outcome">How it ended.</param>
public sealed record ModelBatchResult(string Id, ModelBatchOutcome Outcome)
{
    /// <summary>Gets the reply, with <see cref="ModelReply.ServiceTier"/> <c>batch</c>; null unless it succeeded.</summary>
    public ModelReply? Reply { get; init; }

    /// <summary>Gets the error; null unless it failed.</summary>
    public ModelException? Error { get; init; }

    /// <summary>Returns id and outcome. The reply is left out.</summary>
    public override string ToString() => $"{Id}: {Outcome}";
}
