using System.Globalization;
using Skills.Cli.Shell;
using Skills.Engine;

namespace Skills.Cli.Running;

/// <summary>Why a model was chosen, as lines.</summary>
internal static class RoutingReport
{
    // The catalog has many models, and a person reads few.
    private const int MostCandidates = 8;

    /// <summary>Returns the choice, the best candidates, and the reasons that refused the most others.</summary>
    public static IEnumerable<string> Lines(RoutingExplanation routing, Ink ink)
    {
        yield return $"routed: {PlainText.Of(routing.Summary)}";
        var kept = routing.Candidates.Where(static c => c.DroppedBy is null).OrderByDescending(static c => c.Score).ToList();
        var dropped = routing.Candidates.Where(static c => c.DroppedBy is not null).ToList();
        foreach (var candidate in kept.Take(MostCandidates))
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"  {candidate.Provider}/{candidate.Model} {candidate.Score:0.000}");
        }

        // A provider without a key refuses all its models with one sentence.
        var reasons = dropped.GroupBy(static c => (c.Provider, c.Reason)).OrderByDescending(static g => g.Count()).ToList();
        foreach (var same in reasons.Take(MostCandidates))
        {
            var who = same.Count() == 1 ? $"{same.Key.Provider}/{same.First().Model}" : $"{same.Count()} models of {same.Key.Provider}";
            yield return ink.Dim($"  refused {who}: {PlainText.Line(same.Key.Reason, 120)}");
        }

        if (kept.Count > MostCandidates || reasons.Count > MostCandidates)
        {
            yield return ink.Dim($"  … {Math.Max(0, kept.Count - MostCandidates) + reasons.Skip(MostCandidates).Sum(static g => g.Count())} more");
        }
    }
}
