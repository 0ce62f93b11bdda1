using Skills.Engine.Batches.Storage;

namespace Skills.Engine.Batches.VendorBatches;

/// <summary>A batch at a provider, with the calls of this process that wait for it. Used under the lock of its queue.</summary>
internal sealed class OpenBatch(VendorBatchRecord record, IModelBatchClient client, DateTimeOffset nextPoll)
{
    public VendorBatchRecord Record => record;

    public IModelBatchClient Client => client;

    public ModelBatch Batch { get; set; } = record.Batch!;

    /// <summary>The calls by the ids of their items.</summary>
    public Dictionary<string, ParkedCall> Calls { get; } = new(StringComparer.Ordinal);

    /// <summary>Ids without a result that was taken.</summary>
    public HashSet<string> Left { get; } = new(record.Ids, StringComparer.Ordinal);

    /// <summary>Whether some ids have no call, since their executions were in another process or are over.</summary>
    public bool HasFree { get; set; }

    public DateTimeOffset NextPoll { get; set; } = nextPoll;

    /// <summary>How often in a row the provider did not know it, or its results could not be read.</summary>
    public int Failures { get; set; }
}
