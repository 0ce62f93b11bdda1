using Skills.Reliability.Tests.Calls;
using Skills.Reliability.Tests.Servers;
using Skills.Reliability.Tests.Workers;

namespace Skills.Reliability.Tests.Invariants;

/// <summary>A row of the execution log.</summary>
internal sealed record LogRow(string Id, string SkillId, string Process, decimal? Usd, int Attempts);

/// <summary>Judges what is kept after a run: log, ledger, counters, bill, and what processes hold.</summary>
internal sealed class RecordJudge(Bill bill, bool ledgerWasLost, Findings findings)
{
    private const long HeapRoom = 24 * 1024 * 1024;

    // Pooled connections of the calls that are made at once may still be open.
    private const int FileRoom = 64;
    private const int ThreadRoom = 24;

    /// <summary>Checks the processes that stopped in order; of killed ones nothing may be there twice.</summary>
    public void Judge(IReadOnlyCollection<CallReport> reports, IReadOnlyList<LogRow> log, IReadOnlyList<LedgerLine> ledger, IReadOnlyList<WorkerEnd> ends)
    {
        var copies = log.CountBy(static r => r.Id).ToDictionary();
        foreach (var end in ends)
        {
            JudgeLog(reports, log, copies, end);
            JudgeLedger(log, ledger, end);
            JudgeUsage(end);
        }

        findings.Check(Invariant.LoggedOnce, copies.Values.All(static n => n == 1), () => $"{copies.Values.Count(static n => n > 1)} executions are in the log more than once.");
        JudgeMoney(ledger);
    }

    /// <summary>Checks that a tenant was not billed more than its budget.</summary>
    public void JudgeBudget(decimal capUsd)
    {
        var billed = bill.OfTenant(Call.CappedTenant);
        findings.Check(Invariant.BudgetHolds, billed <= capUsd, () => $"The tenant was billed ${billed} of ${capUsd}.");
    }

    private void JudgeLog(IReadOnlyCollection<CallReport> reports, IReadOnlyList<LogRow> log, Dictionary<string, int> copies, WorkerEnd end)
    {
        var missing = 0L;
        foreach (var id in reports.Where(r => r.Process == end.Process).SelectMany(static r => r.Executions))
        {
            var isThere = copies.ContainsKey(id);
            missing += isThere ? 0 : 1;
            findings.Check(Invariant.LoggedOnce, isThere || end.LogLost > 0, () => $"Execution {id} of process {end.Process} is not in the log.");
        }

        var rows = log.Where(r => r.Process == end.Process).ToList();
        findings.Check(Invariant.LoggedOnce, missing <= end.LogLost, () => $"{missing} executions of process {end.Process} are not in the log, {end.LogLost} are counted as lost.");
        findings.Check(Invariant.CountersAddUp, end.LogWritten == rows.Count && end.Executions == rows.Count + end.LogLost, () => $"Process {end.Process} counts {end.Executions} executions, {end.LogWritten} written and {end.LogLost} lost; the log has {rows.Count}.");
        var attempts = rows.Sum(static r => r.Attempts);
        findings.Check(Invariant.CountersAddUp, attempts == end.Attempts || (attempts < end.Attempts && end.LogLost > 0), () => $"Process {end.Process} counts {end.Attempts} attempts; the log has {attempts}.");
    }

    // Skills that are not cached have the process in their ids.
    private void JudgeLedger(IReadOnlyList<LogRow> log, IReadOnlyList<LedgerLine> ledger, WorkerEnd end)
    {
        var suffix = "-" + end.Process;
        var rows = log.Where(r => r.SkillId.EndsWith(suffix, StringComparison.Ordinal)).ToList();
        var lines = ledger.Where(l => l.Skill.EndsWith(suffix, StringComparison.Ordinal)).ToList();
        var (logged, booked) = (rows.Sum(static r => r.Usd ?? 0), lines.Sum(static l => l.Usd));
        var (attempts, tries) = (rows.Sum(static r => (long)r.Attempts), lines.Sum(static l => l.Tries));
        findings.Check(Invariant.LedgerEqualsLog, end.LogLost > 0 || (ledgerWasLost ? tries <= attempts && booked <= logged : tries == attempts && booked == logged), () => $"Process {end.Process}: the ledger has ${booked} in {tries} tries, the log ${logged} in {attempts}.");
    }

    private void JudgeMoney(IReadOnlyList<LedgerLine> ledger)
    {
        var booked = ledger.Where(static l => l.Uncertain == 0).Sum(static l => l.Usd);
        findings.Check(Invariant.LedgerWithinBill, booked <= bill.Total, () => $"The ledger has ${booked}, the providers billed ${bill.Total}.");
    }

    private void JudgeUsage(WorkerEnd end)
    {
        var (before, after) = (end.Base, end.End);
        if (before.Threads > 0)
        {
            findings.Check(Invariant.ResourcesReturn, after.HeapBytes <= before.HeapBytes + HeapRoom, () => $"Process {end.Process}: heap {before.HeapBytes:N0} to {after.HeapBytes:N0} bytes.");
            findings.Check(Invariant.ResourcesReturn, after.Files <= before.Files + FileRoom, () => $"Process {end.Process}: open files and sockets {before.Files} to {after.Files}.");
            findings.Check(Invariant.ResourcesReturn, after.Threads <= before.Threads + ThreadRoom, () => $"Process {end.Process}: threads {before.Threads} to {after.Threads}.");
        }
    }
}
