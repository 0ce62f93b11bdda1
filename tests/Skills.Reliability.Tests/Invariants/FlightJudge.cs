using Skills.Reliability.Tests.Calls;
using Skills.Reliability.Tests.Faults;

namespace Skills.Reliability.Tests.Invariants;

/// <summary>Judges that equal calls at the same time ask a model once, over all reports of a run.</summary>
internal sealed class FlightJudge(int seed, Findings findings)
{
    // A process that stands still does not answer its store's calls in time, and works by itself.
    private const double LongPauseMs = 500;

    // Until a process has reached Redis once, it does not know what was invalidated before. What it began to make is shared with none
    // that know.
    private static readonly TimeSpan FirstContact = TimeSpan.FromSeconds(15);

    /// <summary>Checks every pair of successful calls with attempts of their own.</summary>
    /// <param name="reports">All reports.</param>
    /// <param name="windows">The times in which processes could not share their work.</param>
    public void Judge(IReadOnlyCollection<CallReport> reports, IReadOnlyCollection<FaultWindow> windows)
    {
        var starts = reports.GroupBy(static r => r.Process).ToDictionary(static g => g.Key, static g => g.Min(static r => r.Began));
        foreach (var group in reports.Select(r => (Report: r, Call: Call.Of(seed, r.Number))).Where(static r => r.Call.IsShared).GroupBy(static r => (r.Call.Kind, r.Call.Tenant, r.Call.Key)))
        {
            var all = group.Select(static r => r.Report).OrderBy(static r => r.Began).ToList();
            var failed = all.Where(static r => r.Status != "Success" || r.IsStale).ToList();
            JudgeGroup(all.Where(static r => r is { Status: "Success", Attempts.Count: > 0 }).ToList(), failed, windows, starts, group.Key.ToString());
        }
    }

    private void JudgeGroup(List<CallReport> made, List<CallReport> failed, IReadOnlyCollection<FaultWindow> windows, Dictionary<string, DateTimeOffset> starts, string name)
    {
        for (var i = 0; i < made.Count; i++)
        {
            var first = made[i];

            // After a failure one more caller may try at a time.
            var others = made.Skip(i + 1).TakeWhile(o => o.Began < first.At).Where(o => !failed.Exists(f => f.Began < o.At && f.At > first.Began)).ToList();
            var touching = windows.Where(w => w.MayTouch(first.Began, first.At)).ToList();
            if (!MayNotKnowRedis(first, starts[first.Process], windows) && !touching.Exists(static w => w.Kind.LosesData))
            {
                var same = others.Find(o => o.Process == first.Process);
                findings.Check(Invariant.SingleFlight, same is null, () => $"{name}: {Times(first, starts)} and {Times(same!, starts)} of process {first.Process} both asked a model.");
            }

            if (touching.Count == 0 && first.PauseMs < LongPauseMs && others.TrueForAll(static o => o.PauseMs < LongPauseMs))
            {
                findings.Check(Invariant.SingleFlightAcrossProcesses, others.Count == 0, () => $"{name}: {Times(first, starts)} of process {first.Process} and {Times(others[0], starts)} of process {others[0].Process} both asked a model.");
            }
        }
    }

    private static bool MayNotKnowRedis(CallReport first, DateTimeOffset start, IReadOnlyCollection<FaultWindow> windows) =>
        first.Began - start < FirstContact && (first.PauseMs >= LongPauseMs || windows.Any(w => w.Kind.StrikesRedis && w.MayTouch(start, first.Began)));

    private static string Times(CallReport call, Dictionary<string, DateTimeOffset> starts) =>
        FormattableString.Invariant($"call {call.Number} (from {(call.Began - starts[call.Process]).TotalSeconds:0.0} s of its process, for {call.Ms:0} ms, with {call.PauseMs:0} ms in which it did not run, until {call.At:mm:ss.fff})");
}
