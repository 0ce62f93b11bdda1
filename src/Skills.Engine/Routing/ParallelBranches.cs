namespace Skills.Engine.Routing;

/// <summary>Which of the candidates a parallel mode asks.</summary>
internal static class ParallelBranches
{
    private const int Fewest = 2;
    private const int Most = 5;

    /// <summary>One of each provider first, in the router's order; then the rest.</summary>
    public static IEnumerable<ModelCandidate> Of(IReadOnlyList<ModelCandidate> candidates, ParallelPreferences preferences) => candidates
        .DistinctBy(static c => c.Model.Provider, StringComparer.OrdinalIgnoreCase)
        .Concat(candidates)
        .Distinct()
        .Take(Math.Clamp(preferences.Count, Fewest, Most));
}
