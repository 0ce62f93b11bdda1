namespace Skills.Engine.Routing;

/// <summary>The order in which a cascade asks models: from cheap to dear, each rung better than the one before.</summary>
internal static class CascadeLadder
{
    /// <summary>Returns the rungs, then those that are dearer and no better, as fallbacks. A model without a price comes after those with one.</summary>
    public static ModelCandidate[] Of(IReadOnlyList<ModelCandidate> candidates)
    {
        var (rungs, rest) = (new List<ModelCandidate>(), new List<ModelCandidate>());
        foreach (var candidate in candidates.OrderBy(static c => c.ExpectedCostUsd ?? decimal.MaxValue).ThenByDescending(static c => c.Model.Quality))
        {
            (rungs is [.., var last] && candidate.Model.Quality <= last.Model.Quality ? rest : rungs).Add(candidate);
        }

        return [.. rungs, .. rest];
    }

    /// <summary>Returns the candidates from the next rung on; empty when the model that answered was on the last one.</summary>
    public static IReadOnlyList<ModelCandidate> After(IReadOnlyList<ModelCandidate> candidates, ModelDefinition last) =>
        [.. candidates.SkipWhile(c => c.Model != last).Skip(1).Where(c => c.Model.Quality > last.Quality)];
}
