using Skills.Reliability.Tests.Calls;

namespace Skills.Reliability.Tests.Invariants;

/// <summary>Judges that no result is served beyond its time, over all reports of a run.</summary>
internal sealed class FreshJudge(int seed, Findings findings)
{
    /// <summary>Checks every result from the cache.</summary>
    public void Judge(IReadOnlyCollection<CallReport> reports)
    {
        // A result's time begins when it is stored, which is before its own call ends: on a busy machine long after the provider made it.
        var stored = reports.Where(static r => r is { IsHit: false, Attempts.Count: > 0, Status: "Success" }).SelectMany(static r => r.Outputs.Select(o => (Output: o, r.At))).ToLookup(static r => r.Output, static r => r.At);
        foreach (var report in reports.Where(r => r.IsHit && Call.Of(seed, r.Number).IsShared))
        {
            foreach (var output in report.Outputs)
            {
                Judge(report, report.At - stored[output].Append(output.Made).Max());
            }
        }
    }

    private void Judge(CallReport report, TimeSpan age)
    {
        var longest = Call.Ttl + (report.IsStale ? Call.StaleIfError : TimeSpan.Zero);
        findings.Check(
            Invariant.FreshEnough,
            age.TotalMilliseconds <= longest.TotalMilliseconds + report.Ms + CallJudge.SlackMs + report.PauseMs,
            () => $"Call {report.Number} was served a result of {age.TotalSeconds:0.0} s, {(report.IsStale ? "stale" : "fresh")}; at most {longest.TotalSeconds:0} s. It took {report.Ms:0} ms.");
    }
}
