namespace Skills.Engine.Composition;

/// <summary>
/// The money the executions of a composition share. Each is given a part before it starts, and what it did not use comes back,
/// so that together they never pass the bound as long as each keeps to its part. Thread-safe.
/// </summary>
internal sealed class CompositionBudget(decimal? max)
{
    private readonly Lock _gate = new();
    private decimal _free = max ?? 0;

    /// <summary>Takes a part.</summary>
    /// <param name="wanted">The execution's own bound; null for none.</param>
    /// <param name="sharers">How many executions may want a part now, this one included.</param>
    /// <param name="part">The bound of this execution; null when there is none at all.</param>
    /// <returns>False when nothing is left.</returns>
    public bool TryTake(decimal? wanted, int sharers, out decimal? part)
    {
        if (max is null)
        {
            part = wanted;
            return true;
        }

        lock (_gate)
        {
            var share = _free / Math.Max(1, sharers);
            part = Math.Min(wanted ?? share, share);
            if (_free <= 0 || part <= 0)
            {
                return false;
            }

            _free -= part.Value;
            return true;
        }
    }

    /// <summary>Gives a part back, but for what was spent.</summary>
    public void Settle(decimal? part, Cost cost)
    {
        if (max is null || part is null)
        {
            return;
        }

        lock (_gate)
        {
            // What has an unknown price, or cost at least so much, is not known to have cost less than the part.
            _free += cost is { Kind: CostKind.Exact or CostKind.Estimated, Usd: { } spent } ? part.Value - spent : 0;
        }
    }
}
