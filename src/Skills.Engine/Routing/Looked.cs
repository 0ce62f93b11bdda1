namespace Skills.Engine.Routing;

/// <summary>What a decision found of one model.</summary>
/// <param name="Filter">The filter that dropped it; none when it fits.</param>
/// <param name="Cost">Expected cost in USD; NaN without a price.</param>
/// <param name="Seen">What was observed of it.</param>
internal readonly record struct Looked(RouterFilter Filter, double Cost, Observed Seen)
{
    /// <summary>Gets its place among the preferred.</summary>
    public int Preference { get; init; } = RouterWish.Unpreferred;
}
