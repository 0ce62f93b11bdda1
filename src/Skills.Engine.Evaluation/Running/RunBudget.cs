using System.Globalization;

namespace Skills.Engine.Evaluation.Running;

/// <summary>The money of a test run. Thread-safe.</summary>
internal sealed class RunBudget(decimal? most)
{
    private readonly Lock _gate = new();
    private decimal _reserved;
    private Cost _spent = Cost.Zero;

    /// <summary>Why no more may be spent; null while there is money.</summary>
    public string? Exhausted { get; private set; }

    public Cost Spent
    {
        get
        {
            lock (_gate)
            {
                return _spent;
            }
        }
    }

    public bool HasLimit => most is not null;

    /// <summary>Sets money aside for a run that may cost up to an amount; an unknown one sets nothing aside. False when it could exceed the limit.</summary>
    public bool Reserve(decimal? worst)
    {
        lock (_gate)
        {
            if (most is not { } limit || Exhausted is not null)
            {
                return Exhausted is null;
            }

            var spent = _spent.Usd ?? 0;
            if (spent + _reserved + (worst ?? 0) > limit || spent >= limit)
            {
                Exhausted = string.Create(CultureInfo.InvariantCulture, $"The budget of ${limit:0.######} is used: ${spent:0.######} spent, ${_reserved:0.######} set aside, and the next run can cost up to ${worst ?? 0:0.######}.");
                return false;
            }

            _reserved += worst ?? 0;
            return true;
        }
    }

    /// <summary>Books what a run cost and releases what was set aside for it.</summary>
    public void Book(decimal? reserved, Cost cost)
    {
        lock (_gate)
        {
            _reserved -= most is null ? 0 : reserved ?? 0;
            _spent += cost;
            if (most is not null && cost.Usd is null)
            {
                Exhausted ??= "A run has an unknown cost, so the budget cannot be kept. Give the model a price, or run without a budget.";
            }
        }
    }
}
