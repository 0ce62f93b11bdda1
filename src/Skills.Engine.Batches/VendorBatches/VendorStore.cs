using Microsoft.Extensions.Logging;
using Skills.Engine.Batches.Storage;

namespace Skills.Engine.Batches.VendorBatches;

/// <summary>The stored batches of one run.</summary>
internal sealed class VendorStore(string run, IBatchStore store, IReadOnlyDictionary<string, IModelBatchClient> clients, ILogger logger)
{
    public ValueTask<IReadOnlyList<VendorBatchRecord>> ReadAsync(CancellationToken cancellationToken) => store.VendorBatchesAsync(run, cancellationToken);

    public ValueTask SaveAsync(VendorBatchRecord record, CancellationToken cancellationToken) => store.SaveVendorBatchAsync(run, record, cancellationToken);

    public ValueTask RemoveAsync(string key, CancellationToken cancellationToken) => store.RemoveVendorBatchAsync(run, key, cancellationToken);

    public async ValueTask<BatchRunState?> StateAsync(CancellationToken cancellationToken) => (await store.FindAsync(run, cancellationToken).ConfigureAwait(false))?.State;

    /// <summary>Forgets the batches of a run that is over, and cancels what is left of them at the providers.</summary>
    public async Task EndAsync(CancellationToken cancellationToken)
    {
        var state = await StateAsync(cancellationToken).ConfigureAwait(false);
        if (state is not (BatchRunState.Canceled or BatchRunState.Completed))
        {
            return;
        }

        foreach (var record in await ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            if (await TryCancelAsync(record, cancellationToken).ConfigureAwait(false))
            {
                await RemoveAsync(record.Key, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    // A record that is left tells an operator which batch may go on.
    private async Task<bool> TryCancelAsync(VendorBatchRecord record, CancellationToken cancellationToken)
    {
        if (record.Batch is not { } batch || !clients.TryGetValue(record.Provider, out var client))
        {
            return record.Batch is null;
        }

        try
        {
            await client.CancelAsync(batch, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (ModelException e)
        {
            VendorLog.CancelFailed(logger, batch.Id, batch.Provider, e.Kind);
            return e.Kind is ModelErrorKind.NotFound or ModelErrorKind.InvalidRequest;
        }
    }
}
