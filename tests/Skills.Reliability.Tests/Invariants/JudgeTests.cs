using Skills.Reliability.Tests.Calls;
using Skills.Reliability.Tests.Faults;
using Skills.Reliability.Tests.Servers;
using Skills.Reliability.Tests.Workers;

namespace Skills.Reliability.Tests.Invariants;

/// <summary>Each invariant is broken once on purpose: a check that cannot fail checks nothing.</summary>
public sealed class JudgeTests
{
    private const int Seed = 1;

    private static readonly DateTimeOffset Now = new(2026, 11, 28, 12, 0, 0, TimeSpan.Zero);
    private static readonly WorkerUsage Idle = new(10_000_000, 50, 30);

    private readonly Findings _findings = new();
    private readonly Bill _bill = new();

    [Fact]
    public void ASoundCallBreaksNothing()
    {
        var report = Sound(CallKind.Plain);
        Judge(report);
        new RecordJudge(_bill, false, _findings).Judge([report], Log(report), Ledger(0.01m, 1), [End()]);

        Assert.Empty(_findings.Sentences);
        Assert.Contains(Invariant.CostEqualsBill, _findings.Checked.Keys);
        Assert.Contains(Invariant.LedgerEqualsLog, _findings.Checked.Keys);
    }

    [Fact]
    public void AnExceptionIsNoEnd() => Breaks(Invariant.EndsOnce, Sound(CallKind.Plain) with { Ended = "NullReferenceException" });

    [Fact]
    public void ALateEndIsFound() => Breaks(Invariant.EndsInTime, Sound(CallKind.Plain) with { Ms = 11_001 });

    [Fact]
    public void ALateEndWhileTheProcessStoodStillIsNone()
    {
        Judge(Sound(CallKind.Plain) with { Ms = 11_001, PauseMs = 500 });

        Assert.Empty(_findings.Sentences);
    }

    [Fact]
    public void TooManyAttemptsAtOneModelAreFound() =>
        Breaks(Invariant.AttemptsAllowed, Sound(CallKind.Plain) with { Attempts = [.. Enumerable.Repeat(new ReportedAttempt("m", "ServerError"), 7)] });

    [Fact]
    public void ARequestThatIsNoAttemptIsFound()
    {
        var report = Sound(CallKind.Plain);
        _bill.Asked(Call.Of(Seed, report.Number).Key);
        Breaks(Invariant.AttemptsAllowed, report);
    }

    [Fact]
    public void AModelThatWasAskedWithAnInvalidInputIsFound() =>
        Breaks(Invariant.InvalidInputIsFree, Sound(CallKind.Invalid) with { Status = "Failed", Outputs = [], Usd = 0, Attempts = [new("m", null)] });

    [Fact]
    public void ACostThatIsNotBilledIsFound() => Breaks(Invariant.CostEqualsBill, Sound(CallKind.Plain) with { Usd = 0.02m });

    [Fact]
    public void AnUnderstatedCostIsFound() => Breaks(Invariant.CostEqualsBill, Sound(CallKind.Plain) with { Usd = 0 });

    [Fact]
    public void ALowerBoundAboveTheBillIsFound() => Breaks(Invariant.CostEqualsBill, Sound(CallKind.Plain) with { Usd = 0.02m, CostKind = CostKind.AtLeast });

    [Fact]
    public void AnUnknownCostOfZeroIsFound() => Breaks(Invariant.CostEqualsBill, Sound(CallKind.Plain) with { Usd = 0, CostKind = CostKind.Unknown });

    [Fact]
    public void AnotherTenantsResultIsFound()
    {
        var report = Sound(CallKind.Plain);
        Breaks(Invariant.OwnTenantOnly, report with { Outputs = [report.Outputs[0] with { Tenant = "another" }] });
    }

    [Fact]
    public void AnotherCallsResultIsFound()
    {
        var report = Sound(CallKind.Plain);
        Breaks(Invariant.OwnTenantOnly, report with { Outputs = [report.Outputs[0] with { Key = "n999999", Count = Call.CountOf("n999999") }] });
    }

    [Fact]
    public void ALossThatIsNotMarkedIsFound()
    {
        var report = Sound(CallKind.Plain);
        Breaks(Invariant.LossIsFlagged, report with { Outputs = [report.Outputs[0] with { Count = -1 }] });
    }

    [Theory]
    [InlineData(false, 4)]
    [InlineData(true, 8)]
    public void AResultThatIsTooOldIsFound(bool isStale, int seconds)
    {
        var report = Sound(CallKind.Hot) with { IsHit = true, IsStale = isStale, Attempts = [] };
        new FreshJudge(Seed, _findings).Judge([report with { Outputs = [report.Outputs[0] with { Made = Now.AddSeconds(-seconds) }] }]);

        Assert.Equal([Invariant.FreshEnough], _findings.Broken.Keys);
    }

    [Theory]
    [InlineData(-2, true)]
    [InlineData(-4, false)]
    public void AResultsTimeBeginsWhenItIsStored(int seconds, bool holds)
    {
        var made = Sound(CallKind.Hot) with { At = Now.AddSeconds(seconds) };
        made = made with { Outputs = [made.Outputs[0] with { Made = Now.AddSeconds(-8) }] };
        new FreshJudge(Seed, _findings).Judge([made, made with { IsHit = true, Attempts = [], At = Now }]);

        Assert.Equal(holds, _findings.Broken.Count == 0);
    }

    [Fact]
    public void AnItemWithoutAResultIsFound() => Breaks(Invariant.BatchItemsOnce, Sound(CallKind.Batch) with { Rows = Call.BatchItems - 1 });

    [Theory]
    [InlineData("0.0", Invariant.SingleFlight)]
    [InlineData("1.0", Invariant.SingleFlightAcrossProcesses)]
    public void TwoCallsThatBothAskedAModelAreFound(string other, object invariant)
    {
        var first = Sound(CallKind.Hot);
        new FlightJudge(Seed, _findings).Judge([first, first with { Process = other }], []);

        Assert.Contains((Invariant)invariant, _findings.Broken.Keys);
    }

    [Theory]
    [InlineData("Redis frozen (SIGSTOP)", "1.0", -1, true)]
    [InlineData("Redis frozen (SIGSTOP)", "1.0", -20, false)]
    [InlineData("clock jumped by an hour", "1.0", -1, true)]
    [InlineData("clock jumped by an hour", "0.0", -1, false)]
    [InlineData("clock jumped by an hour", "1.0", -10, false)]
    public void TwoProcessesMayBothWorkWhileTheyCannotShare(string fault, string other, int seconds, bool allowed)
    {
        var first = Sound(CallKind.Hot);
        var earlier = first with { Began = Now.AddMinutes(-5), At = Now.AddMinutes(-5) };
        var window = new FaultWindow(FaultKinds.All.Single(k => k.Name == fault), Now.AddSeconds(seconds - 1), Now.AddSeconds(seconds));
        new FlightJudge(Seed, _findings).Judge([earlier, first, first with { Process = other }], [window]);

        Assert.Equal(allowed, _findings.Broken.Count == 0);
    }

    [Theory]
    [InlineData(-1, 0, true)]
    [InlineData(-100, 0, false)]
    [InlineData(-1, 600, true)]
    [InlineData(-100, 600, false)]
    public void AProcessThatNeverReachedRedisMayWorkTwice(int startSeconds, int pauseMs, bool allowed)
    {
        var first = Sound(CallKind.Hot) with { PauseMs = pauseMs };
        var started = first with { Began = Now.AddSeconds(startSeconds), At = Now.AddSeconds(startSeconds) };
        var window = new FaultWindow(FaultKinds.All.First(static k => k.StrikesRedis), Now.AddSeconds(-2), Now);
        new FlightJudge(Seed, _findings).Judge([started, first, first], pauseMs == 0 ? [window] : []);

        Assert.Equal(allowed, !_findings.Broken.ContainsKey(Invariant.SingleFlight));
    }

    [Fact]
    public void AnExecutionThatIsNotInTheLogIsFound() => BreaksRecords(Invariant.LoggedOnce, [], Ledger(0.01m, 1), End());

    [Fact]
    public void AnExecutionThatIsInTheLogTwiceIsFound() => BreaksRecords(Invariant.LoggedOnce, [.. Log(Sound(CallKind.Plain)), .. Log(Sound(CallKind.Plain))], Ledger(0.01m, 1), End());

    [Fact]
    public void ALedgerThatDiffersFromTheLogIsFound() => BreaksRecords(Invariant.LedgerEqualsLog, Log(Sound(CallKind.Plain)), Ledger(0.009m, 1), End());

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void ALedgerWithOtherTriesThanTheLogIsFound(long tries) => BreaksRecords(Invariant.LedgerEqualsLog, Log(Sound(CallKind.Plain)), Ledger(0.01m, tries), End());

    [Fact]
    public void ALedgerAboveTheBillIsFound() => BreaksRecords(Invariant.LedgerWithinBill, Log(Sound(CallKind.Plain)), Ledger(0.02m, 1), End());

    [Fact]
    public void CountersThatDifferFromTheLogAreFound() => BreaksRecords(Invariant.CountersAddUp, Log(Sound(CallKind.Plain)), Ledger(0.01m, 1), End() with { Executions = 2 });

    [Theory]
    [InlineData(100_000_000, 50, 30)]
    [InlineData(10_000_000, 500, 30)]
    [InlineData(10_000_000, 50, 300)]
    public void WhatAProcessKeepsIsFound(long heap, int files, int threads) =>
        BreaksRecords(Invariant.ResourcesReturn, Log(Sound(CallKind.Plain)), Ledger(0.01m, 1), End() with { End = new(heap, files, threads) });

    [Fact]
    public void AnExceededBudgetIsFound()
    {
        _bill.Add(Call.CappedTenant, "c1", 0.11m);
        new RecordJudge(_bill, false, _findings).JudgeBudget(0.10m);

        Assert.Contains(Invariant.BudgetHolds, _findings.Broken.Keys);
    }

    private void Breaks(Invariant invariant, CallReport report)
    {
        Judge(report);

        Assert.Equal([invariant], _findings.Broken.Keys);
    }

    private void BreaksRecords(Invariant invariant, IReadOnlyList<LogRow> log, IReadOnlyList<LedgerLine> ledger, WorkerEnd end)
    {
        new RecordJudge(_bill, false, _findings).Judge([Sound(CallKind.Plain)], log, ledger, [end]);

        Assert.Contains(invariant, _findings.Broken.Keys);
    }

    private void Judge(CallReport report) => new CallJudge(Seed, _bill, _findings).Judge(report);

    // The first call of a kind, answered as it should be and billed.
    private CallReport Sound(CallKind kind)
    {
        var call = Enumerable.Range(0, 10_000).Select(static n => Call.Of(Seed, n)).First(c => c.Kind == kind);
        if (_bill.OfCall(call.Number) == 0 && kind is CallKind.Plain)
        {
            _bill.Asked(call.Key);
            _bill.Add(call.Tenant, call.Key, 0.01m);
        }

        return new()
        {
            Number = call.Number,
            Process = "0.0",
            Ended = "result",
            Status = "Success",
            Began = Now.AddMilliseconds(-20),
            At = Now,
            Ms = 20,
            Executions = ["e1"],
            Attempts = [new("m", null)],
            Usd = 0.01m,
            Rows = Call.BatchItems,
            Outputs = [new(call.Key, call.Tenant, Now.AddMilliseconds(-10), Call.CountOf(call.Key))],
        };
    }

    private static LogRow[] Log(CallReport report) => [new("e1", "plain-0.0", report.Process, report.Usd, report.Attempts.Count)];

    private static LedgerLine[] Ledger(decimal usd, long tries) => [new(new(2026, 11, 28), "a", "plain-0.0", "p", "m", tries, 0, 1, 1, usd)];

    private static WorkerEnd End() => new("0.0", Idle, Idle, Executions: 1, Attempts: 1, LogWritten: 1, LogLost: 0);
}
