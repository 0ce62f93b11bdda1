namespace Skills.Engine;

/// <summary>What a way to choose between a weak and a strong model gets, for every share of calls to the strong one.</summary>
/// <param name="Name">The way: <c>random</c>, <c>length</c>, <c>built-in</c>, <c>learned</c> or <c>oracle</c>.</param>
/// <param name="Recovered">Share of the gap between weak and strong that is recovered, at 101 shares of calls to the strong model from 0 to 1.</param>
public sealed record RoutingCurve(string Name, IReadOnlyList<double> Recovered)
{
    /// <summary>Gets the mean share of the gap recovered over all shares of calls (APGR in RouteLLM; Ong et al. 2024). Random choice gets 0.5.</summary>
    public required double Apgr { get; init; }

    /// <summary>Returns the least share of calls to the strong model that recovers a share of the gap (CPT); null when none does.</summary>
    /// <param name="share">From 0 to 1.</param>
    public double? CallsFor(double share)
    {
        for (var i = 0; i < Recovered.Count; i++)
        {
            if (Recovered[i] >= share)
            {
                return (double)i / (Recovered.Count - 1);
            }
        }

        return null;
    }
}

/// <summary>Always one model, or always the right one.</summary>
/// <param name="Name">The model, or <c>oracle</c>.</param>
/// <param name="Quality">Mean quality.</param>
/// <param name="CostUsd">Mean cost; null when a cost is unknown.</param>
public sealed record RoutingBaseline(string Name, double Quality, decimal? CostUsd);

/// <summary>The evaluation of one set of samples.</summary>
public sealed record RoutingEvaluation
{
    /// <summary>Gets the set.</summary>
    public required string Group { get; init; }

    /// <summary>Gets the number of samples.</summary>
    public required int Samples { get; init; }

    /// <summary>Gets the weak model alone, the strong one alone, and the oracle, which takes the cheapest of the best.</summary>
    public required IReadOnlyList<RoutingBaseline> Baselines { get; init; }

    /// <summary>Gets a curve for each way to choose. The learned one is cross-validated: no sample is scored by a model that was trained on it.</summary>
    public required IReadOnlyList<RoutingCurve> Curves { get; init; }

    /// <summary>Gets the learned APGR after so many outcomes, on samples not among them: it shows after how many learning pays.</summary>
    public required IReadOnlyList<RoutingLearningPoint> LearningCurve { get; init; }
}

/// <summary>One point of a learning curve.</summary>
/// <param name="Outcomes">Outcomes learned from.</param>
/// <param name="Apgr">APGR on the rest.</param>
public sealed record RoutingLearningPoint(int Outcomes, double Apgr);

/// <summary>What the router would have chosen under one setting, and what that would have brought.</summary>
/// <param name="Setting">The setting, such as <c>costQuality 0.25</c>.</param>
/// <param name="Quality">Mean quality of the models chosen.</param>
/// <param name="CostUsd">Mean cost of the models chosen; null when a cost is unknown.</param>
/// <param name="Regret">Mean quality that the oracle has more.</param>
/// <param name="Shares">Share of calls by model.</param>
public sealed record RoutingReplay(string Setting, double Quality, decimal? CostUsd, double Regret, IReadOnlyDictionary<string, double> Shares);
