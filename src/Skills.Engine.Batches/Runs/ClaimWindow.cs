using Skills.Engine.Batches.Storage;

namespace Skills.Engine.Batches.Runs;

/// <summary>Bounds the claims of a worker that have no recorded outcome, and knows them. Thread-safe.</summary>
/// <param name="size">The most claims.</param>
/// <param name="least">The fewest free places that are taken at a time: a claim of one item costs the store nearly as much as a claim of many.</param>
internal sealed class ClaimWindow(int size, int least)
{
    private readonly Dictionary<long, BatchClaim> _claims = [];
    private readonly Lock _gate = new();
    private TaskCompletionSource _freed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _free = size;

    /// <summary>Gets the claims without a recorded outcome.</summary>
    public IReadOnlyList<BatchClaim> Claims
    {
        get
        {
            lock (_gate)
            {
                return [.. _claims.Values];
            }
        }
    }

    /// <summary>Takes every free place; waits while there are too few.</summary>
    public async ValueTask<int> TakeAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            Task freed;
            lock (_gate)
            {
                if (_free >= least)
                {
                    (var taken, _free) = (_free, 0);
                    return taken;
                }

                freed = _freed.Task;
            }

            await freed.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Returns places that were not used.</summary>
    public void Return(int places)
    {
        lock (_gate)
        {
            Free(places);
        }
    }

    /// <summary>Notes claims, for places that were taken.</summary>
    public void Add(IEnumerable<BatchClaim> claims)
    {
        lock (_gate)
        {
            foreach (var claim in claims)
            {
                _claims[claim.Row] = claim;
            }
        }
    }

    /// <summary>Forgets a claim and frees its place.</summary>
    public void Remove(BatchClaim claim)
    {
        lock (_gate)
        {
            Free(_claims.Remove(claim.Row) ? 1 : 0);
        }
    }

    private void Free(int places)
    {
        _free += places;
        if (places > 0 && _free >= least)
        {
            _freed.TrySetResult();
            _freed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }
}
