namespace Skills.Engine.Routing;

/// <summary>The best that outcomes say of a model in a decision. Models with a better prior are expected to do as well.</summary>
/// <param name="Prior">Quality prior of that model.</param>
/// <param name="Quality">What its quality may be at most, given its outcomes.</param>
internal readonly record struct Proof(double Prior, double Quality)
{
    // About one model in forty is better than its mean by more.
    private const double Deviations = 2;

    /// <summary>No outcomes.</summary>
    public static Proof None { get; } = new(1, 0);

    /// <summary>Returns the better of this one and what is known of another model.</summary>
    public Proof Or(double prior, double quality, TaskCell? cell)
    {
        var most = cell is { Weight: > 0 } ? Math.Min(1, quality + (Deviations * cell.Deviation)) : 0;
        return most > Quality ? new(prior, most) : this;
    }

    /// <summary>Returns the expected quality of a model with a better prior, which its own outcomes replace as they come in.</summary>
    /// <param name="prior">Its quality prior.</param>
    /// <param name="quality">What was expected of it.</param>
    /// <param name="cell">Its outcomes.</param>
    /// <param name="share">How much of the difference counts, 0 to 1.</param>
    /// <param name="priorWeight">The outcomes that an expectation counts as much as.</param>
    public double Raise(double prior, double quality, TaskCell? cell, double share, double priorWeight) => prior > Prior && Quality > quality
        ? quality + (share * (Quality - quality) * priorWeight / (priorWeight + (cell?.Weight ?? 0)))
        : quality;
}
