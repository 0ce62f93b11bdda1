using Skills.Engine.Batches.Storage;

namespace Skills.Engine.Batches.VendorBatches;

/// <summary>A batch at a provider, with the calls of this process that wait for it. Used under the lock of its queue.</summary>
/// <param name="record">What is stored of it.</param>
/// <param name="client">The client of its provider.</param>
/// <param name="isOwn">Whether this process submitted it.</param>
/// <param name="nextPoll">When its state is asked for.</param>
internal sealed class OpenBatch(VendorBatchRecord record, IModelBatchClient client, bool isOwn, DateTimeOffset nextPoll)
{
    public VendorBatchRecord Record => record;

    public IModelBatchClient Client => client;

    public ModelBatch Batch { get; set; } = record.Batch!;

    /// <summary>The calls by the ids of their items.</summary>
    public Dictionary<string, ParkedCall> Calls { get; } = new(StringComparer.Ordinal);

    /// <summary>Ids without a result that was taken.</summary>
    public HashSet<string> Left { get; } = new(record.Ids, StringComparer.Ordinal);

    /// <summary>Whether it counts as one that this process has at the provider.</summary>
    public bool IsUnderWay => !Batch.HasEnded && (isOwn || Calls.Count > 0);

    /// <summary>Whether another process submitted it and no call of this one waits for it.</summary>
    public bool IsForeign => !isOwn && Calls.Count == 0;

    public DateTimeOffset NextPoll { get; set; } = nextPoll;

    /// <summary>How often in a row the provider did not know it, or its results could not be read.</summary>
    public int Failures { get; set; }
}
