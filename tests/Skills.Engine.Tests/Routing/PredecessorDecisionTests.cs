using System.Text.Json;
using Skills.Tests;

namespace Skills.Engine.Tests.Routing;

/// <summary>108 decisions of the Python predecessor: ours agrees, or the reason why not is one of those below and is checked.</summary>
public sealed class PredecessorDecisionTests(ITestOutputHelper output)
{
    // Tokens the predecessor assumed whatever the prompt.
    private const int Input = 100;
    private const int Output = 500;

    [Fact]
    public void EachOfThe108DecisionsAgreesOrDiffersForACheckedReason()
    {
        var rows = JsonElement.Parse(File.ReadAllText(Suites.PathOf("router-decisions-predecessor.json"))).EnumerateArray().ToList();
        var counts = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var unexplained = new List<string>();
        foreach (var row in rows)
        {
            var reason = Compare(row, out var ours);
            counts[reason ?? "unexplained"] = counts.GetValueOrDefault(reason ?? "unexplained") + 1;
            if (reason is null)
            {
                unexplained.Add($"{row.GetProperty("task")} {row.GetProperty("quality")} {row.GetProperty("budget")}: {row.GetProperty("selected")} ({row.GetProperty("strategy")}), ours {ours}");
            }
        }

        output.WriteLine(string.Join('\n', counts.Select(static c => $"{c.Value,4}  {c.Key}")));
        Assert.Equal(108, rows.Count);
        Assert.True(unexplained.Count == 0, string.Join('\n', unexplained));
    }

    private static string? Compare(JsonElement row, out string ours)
    {
        var theirs = row.GetProperty("selected").GetString()!;
        ours = Choose(row);
        if (ours == theirs)
        {
            return "agrees";
        }

        var budget = BudgetOf(row);
        if (row.GetProperty("strategy").GetString() == "parallel")
        {
            // One model of the set is called, so the set's scoring, blind to budget, task list and latency, is a fault, not a choice.
            return budget is { } limit && PriceOf(theirs) > limit
                ? "theirs: a parallel set ignores the budget, and its first member costs more than allowed"
                : "theirs: a parallel set is scored without the task's list, and then one of its models is called";
        }

        // With what the predecessor does not look at taken out, the same must come out.
        return Choose(row, latency: 0) == theirs ? "ours: latency counts, which theirs only filters by"
            : Choose(row, margin: 1.3m) == theirs ? "ours: the ceiling holds for the expected cost, theirs for 30 % more"
            : CostsLess(ours, theirs, row.GetProperty("quality").GetDouble()) ? "ours: prices are compared with each other, theirs with one cent, so ours reaches the floor for less"
            : null;
    }

    private static string Choose(JsonElement row, double latency = 1, decimal margin = 1)
    {
        var skill = Some.Skill(
            new() { MinQuality = row.GetProperty("quality").GetDouble(), MaxCost = BudgetOf(row) / margin, Weights = new(Latency: latency) },
            row.GetProperty("task").GetString()!);
        return PredecessorModels.Bed().Route(Some.Request(skill, Input, Output)).Candidates is [var first, ..] ? first.Model.Id : "none";
    }

    private static bool CostsLess(string ours, string theirs, double floor) =>
        PriceOf(ours) < PriceOf(theirs) && PredecessorModels.All.Single(m => m.Id == ours).Quality >= floor;

    private static decimal? BudgetOf(JsonElement row) => row.GetProperty("budget") is { ValueKind: JsonValueKind.Number } number ? number.GetDecimal() : null;

    private static decimal PriceOf(string id) =>
        CostCalculator.Estimate(PredecessorModels.All.Single(m => m.Id == id), Input, Output, DateOnly.MaxValue).Usd!.Value;
}
