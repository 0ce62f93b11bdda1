using System.Globalization;

namespace Skills.Engine.Batches.VendorBatches;

/// <summary>A model call that waits for the result of a batch. Its fields are changed under the lock of its queue.</summary>
internal sealed class ParkedCall(ModelRequest request, long row, IModelBatchClient client, DateTimeOffset parkedAt)
{
    private readonly ModelBatchMeasure _measure = client.Measure(request);
    private readonly TaskCompletionSource<ModelReply?> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ModelRequest Request => request;

    public IModelBatchClient Client => client;

    public long Bytes => _measure.Bytes;

    /// <summary>The id of its item in a batch. It names the request and the row, so that the process that has the row now finds the item in a batch that another process submitted.</summary>
    public string Id => field ??= string.Create(CultureInfo.InvariantCulture, $"{_measure.Digest}-{row}");

    /// <summary>What the items of one batch have in common.</summary>
    public (string Provider, string Model, string Endpoint, string? Tenant) Group { get; } =
        (client.Provider, request.Model.Id, client.EndpointOf(request.Model), request.TenantId);

    public DateTimeOffset ParkedAt => parkedAt;

    /// <summary>When it may be submitted again.</summary>
    public DateTimeOffset NotBefore { get; set; }

    public int Submissions { get; set; }

    /// <summary>Whether its execution is over, so that its result is left for a later one.</summary>
    public bool IsGone { get; set; }

    /// <summary>Whether the provider may bill it beside what it is answered by.</summary>
    public bool MaybeBilled { get; set; }

    /// <summary>The reply; null when it must be asked online.</summary>
    public Task<ModelReply?> Done => _done.Task;

    public void Answer(ModelReply reply) => _done.TrySetResult(reply);

    public void Fail(ModelException error) => _done.TrySetException(error);

    public void GoOnline() => _done.TrySetResult(null);
}
