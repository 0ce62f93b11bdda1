namespace Skills.Engine.Embeddings;

/// <summary>The cost of the embeddings of one execution. Thread-safe.</summary>
/// <param name="booked">Takes the most that each call can have cost, in USD, for the ceiling of the skill.</param>
/// <param name="money">Pays the calls; null when neither a ceiling nor a budget holds.</param>
internal sealed class EmbeddingBill(Action<decimal> booked, IEmbeddingMoney? money = null)
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

    /// <summary>What the calls are paid from; null when neither a ceiling nor a budget holds.</summary>
    public IEmbeddingMoney? Money => money;

    /// <summary>Adds a call.</summary>
    /// <param name="cost">What it cost.</param>
    /// <param name="worstUsd">The most that it can have cost; null when no price is known.</param>
    public void Add(Cost cost, decimal? worstUsd)
    {
        lock (_gate)
        {
            _total += cost;
            _any = true;
        }

        booked(cost is { Kind: CostKind.Exact, Usd: { } exact } ? exact : Math.Max(worstUsd ?? 0, cost.Usd ?? 0));
    }
}
