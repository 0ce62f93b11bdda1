using Skills.Reliability.Tests.Calls;
using Skills.Reliability.Tests.Servers;
using Skills.Reliability.Tests.Workers;

namespace Skills.Reliability.Tests.Invariants;

/// <summary>Judges each call by itself, as soon as it is reported.</summary>
internal sealed class CallJudge(int seed, Bill bill, Findings findings)
{
    private const int Asks = 2;
    private const int Tries = 3;
    private const int Candidates = 5;

    /// <summary>How late a call may end, beyond the time in which its process did not run.</summary>
    public const double SlackMs = 1000;

    // A batch has no deadline of its own. Its items have, with one repetition each.
    private const double BatchMs = 120_000;

    public void Judge(CallReport report)
    {
        var call = Call.Of(seed, report.Number);
        JudgeEnd(call, report);
        JudgeAttempts(call, report);
        foreach (var output in report.Outputs)
        {
            JudgeOutput(call, report, output);
        }

        if (call.Kind is CallKind.Batch)
        {
            findings.Check(Invariant.BatchItemsOnce, report.Ended != "result" || report.Rows == Call.BatchItems, () => $"{Name(call)}: {report.Rows} rows of {Call.BatchItems}.");
        }
        else if (!call.IsShared && report is { Ended: "result" })
        {
            JudgeCost(call, report);
        }
    }

    private void JudgeEnd(Call call, CallReport report)
    {
        var ended = report.Ended == "result" || (report.Ended == "canceled" && call.CancelAfter is not null) || (call.Kind is CallKind.Batch && IsDiskError(report));
        findings.Check(Invariant.EndsOnce, ended, () => $"{Name(call)} ended with {report.Ended}: {report.Code}.");
        var allowed = call.Kind is CallKind.Batch ? BatchMs : (call.CancelAfter ?? call.Timeout).TotalMilliseconds;
        findings.Check(
            Invariant.EndsInTime,
            report.Ms <= allowed + SlackMs + report.PauseMs || report is { Ended: "result" } && call.CancelAfter is not null && report.Ms <= call.Timeout.TotalMilliseconds + SlackMs + report.PauseMs,
            () => $"{Name(call)} took {report.Ms:0} ms of {allowed:0} ms, with {report.PauseMs:0} ms in which the process did not run; {report.Status} {report.Code}.");
    }

    // The journal of batches is on the disk that is full at times.
    private static bool IsDiskError(CallReport report) => report.Ended is "SqliteException" or "BatchException";

    private void JudgeAttempts(Call call, CallReport report)
    {
        var rounds = call.Kind is CallKind.Tools ? WorkerSkills.ToolRounds + 1 : 1;
        var parts = call.Kind is CallKind.Composed ? 3 : 1;
        var perModel = report.Attempts.GroupBy(static a => a.Model).Select(static g => g.Count()).DefaultIfEmpty().Max();
        findings.Check(
            Invariant.AttemptsAllowed,
            report.Attempts.Count <= Asks * Tries * Candidates * rounds * parts && perModel <= Asks * Tries * rounds * parts,
            () => $"{Name(call)}: {report.Attempts.Count} attempts, {perModel} at one model.");
        if (call.Kind is CallKind.Invalid)
        {
            findings.Check(Invariant.InvalidInputIsFree, report is { Attempts: [], Usd: 0, Status: "Failed" } && bill.RequestsOfCall(call.Number) == 0, () => $"{Name(call)}: {report.Status}, {report.Attempts.Count} attempts.");
        }
        else if (!call.IsShared && call.Kind is not CallKind.Batch && report.Ended == "result")
        {
            var asked = bill.RequestsOfCall(call.Number);
            findings.Check(Invariant.AttemptsAllowed, asked <= report.Attempts.Count, () => $"{Name(call)}: {asked} requests reached the providers, {report.Attempts.Count} attempts are reported.");
        }
    }

    private void JudgeOutput(Call call, CallReport report, ReportedOutput output)
    {
        findings.Check(Invariant.OwnTenantOnly, output.Tenant == call.Tenant && output.Key.StartsWith(call.Key, StringComparison.Ordinal), () => $"{Name(call)} was answered with {output.Key} of {output.Tenant}.");
        findings.Check(Invariant.LossIsFlagged, output.Count == Call.CountOf(output.Key) || report.IsLossy, () => $"{Name(call)}: count {output.Count} for {Call.CountOf(output.Key)} without a lossy edit.");
    }

    private void JudgeCost(Call call, CallReport report)
    {
        var billed = bill.OfCall(call.Number);
        var holds = report.CostKind switch
        {
            CostKind.Exact => report.Usd == billed,
            CostKind.AtLeast => report.Usd <= billed,
            CostKind.Unknown => report.Usd is null,
            _ => report.Usd is not null,
        };
        findings.Check(Invariant.CostEqualsBill, holds, () => $"{Name(call)}: {report.CostKind} ${report.Usd}, billed ${billed}; {report.Status} {report.Code}, {string.Join(", ", report.Attempts.Select(static a => $"{a.Model} {a.Error}"))}.");
    }

    private static string Name(Call call) => $"call {call.Number} ({call.Kind} of {call.Tenant})";
}
