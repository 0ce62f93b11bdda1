using Skills.Engine.Models.Invocation;

namespace Skills.Engine.Batches.VendorBatches;

/// <summary>The model calls of one item: parked, and online where the batch gave no answer.</summary>
internal sealed class ItemCalls(VendorQueue queue, long row) : IDeferredCalls
{
    private volatile bool _isStarted;
    private volatile bool _maybeBilled;

    public TimeSpan Longest => queue.Longest;

    /// <summary>Whether no call was answered or asked online, so that nothing is lost when the execution ends now.</summary>
    public bool IsOnlyParked => !_isStarted;

    public async Task<ModelReply> InvokeAsync(ModelRequest request, IModelClient client, CancellationToken cancellationToken)
    {
        var parked = await queue.ParkAsync(request, row, cancellationToken).ConfigureAwait(false);
        _isStarted = true;
        _maybeBilled |= parked.MaybeBilled;
        var reply = parked.Reply ?? (parked.Error is { } error ? throw error : await queue.AskOnlineAsync(request, client, cancellationToken).ConfigureAwait(false));
        return parked.MaybeBilled ? reply with { BilledBeside = [.. reply.BilledBeside, "provider_batch"] } : reply;
    }

    /// <summary>Returns a result whose cost is a lower bound when a call may have been billed twice.</summary>
    public SkillResult Honest(SkillResult result) =>
        _maybeBilled && result.Cost is { Usd: not null, Kind: CostKind.Exact or CostKind.Estimated } ? result with { Cost = result.Cost with { Kind = CostKind.AtLeast } } : result;
}

/// <summary>The end of a parked call.</summary>
/// <param name="Reply">The reply; null when there is none.</param>
/// <param name="Error">The error of the item; null when it must be asked online.</param>
/// <param name="MaybeBilled">Whether the provider may bill it beside.</param>
internal readonly record struct ParkedResult(ModelReply? Reply, ModelException? Error, bool MaybeBilled);
