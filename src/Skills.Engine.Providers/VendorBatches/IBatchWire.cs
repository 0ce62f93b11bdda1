using System.Text.Json;
using Skills.Engine.Providers.Http;

namespace Skills.Engine.Providers.VendorBatches;

/// <summary>What differs between the batch endpoints of vendors. Implementations hold no state and are thread-safe.</summary>
internal interface IBatchWire
{
    /// <summary>The vendor's limits of one batch.</summary>
    ModelBatchLimits Limits { get; }

    /// <summary>Returns the endpoint of a batch for the address of a single call.</summary>
    string EndpointOf(Uri address);

    /// <summary>Adds one item to the payload.</summary>
    /// <param name="payload">The items so far.</param>
    /// <param name="id">The item's id, of letters, digits, hyphens and underscores.</param>
    /// <param name="body">The body of a single call.</param>
    /// <param name="endpoint">The endpoint of the batch.</param>
    void AddItem(PooledBuffer payload, string id, ReadOnlySpan<byte> body, string endpoint);

    /// <summary>Submits the payload and returns the vendor's description of the batch.</summary>
    /// <param name="call">The call.</param>
    /// <param name="payload">The items.</param>
    /// <param name="address">The address of a single call.</param>
    /// <param name="endpoint">The endpoint of the batch.</param>
    Task<JsonElement> SubmitAsync(BatchCall call, PooledBuffer payload, Uri address, string endpoint);

    /// <summary>Returns where the state of a batch is.</summary>
    Uri StateOf(BatchCall call, ModelBatch batch);

    /// <summary>Returns where its cancellation is asked for.</summary>
    Uri CancelOf(BatchCall call, ModelBatch batch);

    /// <summary>Reads the description of a batch; null when it is none.</summary>
    ModelBatch? Read(JsonElement description, ModelBatch known);

    /// <summary>Yields the results in the vendor's order.</summary>
    IAsyncEnumerable<BatchLine> ResultsAsync(BatchCall call, ModelBatch batch);
}

/// <summary>One result as the vendor has it.</summary>
/// <param name="Id">The item's id; null when it has none.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="Body">The reply or the error.</param>
internal readonly record struct BatchLine(string? Id, ModelBatchOutcome Outcome, JsonElement Body)
{
    /// <summary>The HTTP status of an error; null when unsaid.</summary>
    public int? Status { get; init; }

    /// <summary>The provider's id of the call.</summary>
    public string? RequestId { get; init; }
}
