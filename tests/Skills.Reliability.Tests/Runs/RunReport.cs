using System.Text.Json;

namespace Skills.Reliability.Tests.Runs;

/// <summary>The figures of a run as one line of JSON, which <c>.ci/long</c> adds up over several runs.</summary>
internal static class RunReport
{
    public static string Of(ReliabilityRun run) => JsonSerializer.Serialize(new
    {
        seed = run.Seed,
        calls = run.Reports.Count + run.Lost,
        lost = run.Lost,
        seconds = (int)run.Took.TotalSeconds,
        billed = run.Billed,
        capped = new { billed = run.CappedBilled, budget = run.CapUsd },
        faults = run.Faults,
        ended = run.Reports.CountBy(static r => $"{r.Ended} {r.Status} {(r.Status == "Success" ? r.IsStale ? "stale" : r.IsHit ? "cached" : "" : r.Code)}".Trim()).ToDictionary(),
        invariants = run.Findings.Checked.OrderBy(static c => c.Key).ToDictionary(static c => c.Key.ToString(), c => new { held = c.Value - run.Findings.Broken.GetValueOrDefault(c.Key), broken = run.Findings.Broken.GetValueOrDefault(c.Key) }),
    }) + "\n";
}
