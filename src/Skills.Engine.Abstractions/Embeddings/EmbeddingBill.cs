namespace Skills.Engine.Embeddings;

/// <summary>The cost of the embeddings of one execution. Thread-safe.</summary>
/// <param name="booked">Takes the known part of each call, for the ceiling of the skill.</param>
internal sealed class EmbeddingBill(Action<decimal> booked)
{
    private readonly Lock _gate = new();
    private Cost _total = Cost.Zero;
    private bool _any;

    /// <summary>The sum so far; null when no call was made.</summary>
    public Cost? Total
    {
        get
        {
            lock (_gate)
            {
                return _any ? _total : null;
            }
        }
    }

    public void Add(Cost cost)
    {
        lock (_gate)
        {
            _total += cost;
            _any = true;
        }

        booked(cost.Usd ?? 0);
    }
}
