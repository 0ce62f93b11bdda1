using Skills.Engine;

namespace Skills.Benchmarks.Simulation.Scenarios;

/// <summary>Which model answered each call.</summary>
internal sealed class Shares
{
    private readonly List<SkillResult> _results = [];

    public IReadOnlyList<SkillResult> Results => _results;

    public double SuccessRate => _results.Count(static r => r.IsSuccess) / (double)_results.Count;

    public decimal CostUsd => _results.Sum(static r => r.CostUsd ?? 0);

    public void Add(SkillResult result) => _results.Add(result);

    /// <summary>Returns the share of the calls from one number to another that a model was asked last.</summary>
    public double Of(string model, int from, int to) => _results.Skip(from).Take(to - from).Count(r => LastOf(r) == model) / (double)(to - from);

    public Series SeriesOf(string model, int bin) =>
        new(model, [.. _results.Chunk(bin).Select(c => c.Count(r => LastOf(r) == model) / (double)c.Length)]);

    private static string? LastOf(SkillResult result) => result.Attempts.Count == 0 ? null : result.Attempts[^1].ModelId;
}
