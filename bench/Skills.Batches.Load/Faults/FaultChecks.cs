using System.Globalization;
using Skills.Engine.Batches;

namespace Skills.Batches.Load.Faults;

/// <summary>Compares the results and the ledger of a run with the bill of the models.</summary>
internal sealed class FaultChecks
{
    // Redis syncs its file every second, and may delay a write while a sync is under way.
    private static readonly TimeSpan MostLost = TimeSpan.FromSeconds(3);

    private readonly List<string> _lines = [];

    /// <summary>Gets the lines to print.</summary>
    public IReadOnlyList<string> Lines => _lines;

    /// <summary>Gets whether every check holds.</summary>
    public bool Hold { get; private set; } = true;

    public static async Task<FaultChecks> RunAsync(SkillBatches batches, Bill bill, int items, IReadOnlyList<DateTimeOffset> serverKills, decimal mostCommitted)
    {
        var checks = new FaultChecks();
        var progress = await batches.GetProgressAsync(FaultJob.Run);
        await checks.CheckResultsAsync(batches, progress, items);
        checks.CheckBill(progress, bill, items, serverKills, mostCommitted);
        return checks;
    }

    private async Task CheckResultsAsync(SkillBatches batches, BatchProgress progress, int items)
    {
        var rows = new HashSet<long>();
        var results = 0;
        await foreach (var result in batches.ResultsAsync(FaultJob.Run))
        {
            results++;
            rows.Add(result.Row);
        }

        Add(progress.Run.State == BatchRunState.Completed, $"the run is {progress.Run.State}");
        Add(rows.Count == items, $"{items - rows.Count} items lost");
        Add(results == rows.Count && progress.Finished == rows.Count, $"{Math.Max(results, progress.Finished) - rows.Count} double results");
        Add(progress.Succeeded == items, $"{progress.Succeeded} succeeded{string.Concat(progress.Failures.Select(static f => FormattableString.Invariant($", {f.Value} × {f.Key}")))}");
    }

    private void CheckBill(BatchProgress progress, Bill bill, int items, IReadOnlyList<DateTimeOffset> serverKills, decimal mostCommitted)
    {
        var (spent, budget) = (progress.Spent.Usd ?? 0, progress.Run.Options.BudgetUsd!.Value);
        var repeated = bill.Calls - items;
        var unnamed = Math.Max(0, repeated - progress.Repeats);
        var atKills = bill.CallsBefore(serverKills, MostLost);
        Add(bill.RowsWithoutCall == 0, $"{bill.RowsWithoutCall} items without a call");
        Add(spent <= bill.Usd, $"ledger {spent} USD, bill {bill.Usd} USD for {bill.Calls} calls: {items} first ones and {repeated} repeated ones");
        Add(unnamed <= atKills, $"{progress.Repeats} repeats are named in the ledger, {unnamed} calls are not; {atKills} calls were made within {MostLost.TotalSeconds} s before a kill of the server");
        Add(bill.Usd <= progress.CommittedUsd + (unnamed * FaultJob.MaxItemCostUsd), $"{progress.CommittedUsd} USD count against the budget");
        Add(mostCommitted <= budget && bill.Usd <= budget, $"the budget of {budget} USD was never exceeded; at most {mostCommitted} USD counted");
    }

    private void Add(bool holds, FormattableString what)
    {
        Hold &= holds;
        _lines.Add((holds ? "ok      " : "FAILED  ") + what.ToString(CultureInfo.InvariantCulture));
    }
}
