using Skills.Engine.Evaluation.Comparison;

namespace Skills.Engine.Evaluation.Tests;

/// <summary>The statistics, against known values and by simulation.</summary>
public sealed class StatisticsTests
{
    private static readonly SkillTestTarget[] One = [new() { Name = "model" }];

    // Values of the binomial distribution, computed by hand: 2 · Σ C(n,k) / 2^n.
    [Theory]
    [InlineData(0, 0, 1)]
    [InlineData(1, 0, 1)]
    [InlineData(3, 0, 0.25)]
    [InlineData(5, 0, 0.0625)]
    [InlineData(6, 0, 0.03125)]
    [InlineData(8, 1, 0.0390625)]
    [InlineData(5, 5, 1)]
    public void TheSignTestIsExact(int wins, int losses, double p)
    {
        Assert.Equal(p, ExactTests.Sign(wins, losses), 10);
        Assert.Equal(p, ExactTests.Sign(losses, wins), 10);
    }

    // The tea-tasting table and two corners.
    [Theory]
    [InlineData(3, 4, 1, 4, 0.242857)]
    [InlineData(5, 5, 0, 5, 0.003968)]
    [InlineData(1, 1, 0, 1, 0.5)]
    [InlineData(5, 5, 5, 5, 1)]
    public void FishersTestIsExact(int passesBefore, int runsBefore, int passesAfter, int runsAfter, double p) =>
        Assert.Equal(p, ExactTests.FisherLower(passesBefore, runsBefore, passesAfter, runsAfter), 5);

    [Theory]
    [InlineData(45, 1, 0.9, ComparisonMetric.PassRate)]
    [InlineData(45, 3, 0.7, ComparisonMetric.PassRate)]
    [InlineData(12, 1, 0.5, ComparisonMetric.PassRate)]
    [InlineData(60, 3, 0.5, ComparisonMetric.Score)]
    public void OfTwoThousandComparisonsWithoutADifferenceAtMostOneInTwentyIsCalledOne(int cases, int repeats, double rate, ComparisonMetric metric)
    {
        var random = new Random(20260302);
        var alarms = 0;
        for (var i = 0; i < 2000; i++)
        {
            var comparison = SkillComparer.Compare(Drawn(random, cases, repeats, rate), Drawn(random, cases, repeats, rate), options: new() { Metric = metric });
            alarms += Assert.Single(comparison.Rows).Verdict is ComparisonVerdict.Better or ComparisonVerdict.Worse ? 1 : 0;
        }

        Assert.InRange(alarms, 0, 100);
    }

    [Theory]
    [InlineData(45, 5, 0.9)]
    [InlineData(45, 5, 0.5)]
    [InlineData(10, 10, 0.6)]
    public void OfTwoThousandGatesWithoutARegressionAtMostOneInTwentyCloses(int cases, int repeats, double rate)
    {
        var random = new Random(20260303);
        var alarms = 0;
        for (var i = 0; i < 2000; i++)
        {
            var baseline = SkillTestBaseline.Of(Drawn(random, cases, repeats, rate));
            alarms += SkillTestGate.Check(baseline, Drawn(random, cases, repeats, rate)).Verdict == GateVerdict.Regressed ? 1 : 0;
        }

        Assert.InRange(alarms, 0, 100);
    }

    [Fact]
    public void ADifferenceOfTwentyPointsIsFound()
    {
        var random = new Random(7);
        var found = Enumerable.Range(0, 200).Count(_ =>
            SkillComparer.Compare(Drawn(random, 100, 3, 0.6), Drawn(random, 100, 3, 0.8)).Rows[0].Verdict == ComparisonVerdict.Better);

        Assert.InRange(found, 180, 200);
    }

    [Fact]
    public void FewDifferingCasesAreNotYetEvidence()
    {
        var before = Some.Report(One, Enumerable.Range(1, 40).Select(static i => Some.Result($"case {i}", "model", i <= 3 ? 0 : 1, 1)));
        var after = Some.Report(One, Enumerable.Range(1, 40).Select(static i => Some.Result($"case {i}", "model", 1, 1)));

        var row = Assert.Single(SkillComparer.Compare(before, after).Rows);

        Assert.Equal((ComparisonVerdict.InsufficientData, 3, 0), (row.Verdict, row.Gained.Count, row.Lost.Count));
        Assert.Equal(("37/40", "40/40"), (row.RunsBefore.ToString(), row.RunsAfter.ToString()));
        Assert.Contains("sign test p = 0.25", row.Summary, StringComparison.Ordinal);
        Assert.Contains("At least 6 cases must differ", row.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public void ManyEqualCasesAreEquivalentAndFewAreNot()
    {
        Assert.Equal(ComparisonVerdict.Equivalent, Same(60));
        Assert.Equal(ComparisonVerdict.InsufficientData, Same(20));

        static ComparisonVerdict Same(int cases)
        {
            var report = Some.Report(One, Enumerable.Range(1, cases).Select(static i => Some.Result($"case {i}", "model", 1, 1)));
            return SkillComparer.Compare(report, report).Rows[0].Verdict;
        }
    }

    [Fact]
    public void TwoColumnsOfOneReportAreComparedAndCasesOfOnlyOneAreNamed()
    {
        SkillTestTarget[] two = [new() { Name = "a" }, new() { Name = "b" }];
        var report = Some.Report(two, Enumerable.Range(1, 8).SelectMany(static i => new[] { Some.Result($"case {i}", "a", 0, 1), Some.Result($"case {i}", "b", 1, 1) }).Append(Some.Result("only a", "a", 1, 1)));

        var comparison = SkillComparer.CompareTargets(report, "a", "b");

        Assert.Equal((ComparisonVerdict.Better, 8), (comparison.Rows[0].Verdict, comparison.Rows[0].Cases));
        Assert.Equal("skills/triage.skill.yaml#only a", Assert.Single(comparison.Unpaired));
        Assert.Throws<ArgumentException>(() => SkillComparer.CompareTargets(report, "a", "c"));
    }

    [Fact]
    public void AReplayedCaseThatFailsNowIsARegressionAtOnce()
    {
        var baseline = SkillTestBaseline.Of(Some.Report(One, [Some.Result("one", "model", 1, 1, SkillTestSource.Replay), Some.Result("two", "model", 1, 1, SkillTestSource.Replay)]));
        var now = Some.Report(One, [Some.Result("one", "model", 0, 1, SkillTestSource.Replay)]);

        var gate = SkillTestGate.Check(SkillTestBaseline.Parse(baseline.ToJson()), now);

        Assert.Equal((GateVerdict.Regressed, "triage#one [model]", "triage#two [model]"), (gate.Verdict, Assert.Single(gate.Regressed), Assert.Single(gate.Missing)));
    }

    [Fact]
    public void OneLiveCaseThatFailsOnceIsInsufficientData()
    {
        var baseline = SkillTestBaseline.Of(Some.Report(One, [Some.Result("one", "model", 1, 1)]));

        var gate = SkillTestGate.Check(baseline, Some.Report(One, [Some.Result("one", "model", 0, 1)]));

        Assert.Equal(GateVerdict.InsufficientData, gate.Verdict);
        Assert.StartsWith("Insufficient data", gate.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public void ACaseThatAlwaysPassedAndNeverDoesNowIsFoundByTheGuard()
    {
        var baseline = SkillTestBaseline.Of(Some.Report(One, Enumerable.Range(1, 20).Select(static i => Some.Result($"case {i}", "model", 10, 10))));
        var now = Some.Report(One, Enumerable.Range(1, 20).Select(static i => Some.Result($"case {i}", "model", i == 7 ? 0 : 10, 10)));

        var gate = SkillTestGate.Check(baseline, now);

        Assert.Equal((GateVerdict.Regressed, "triage#case 7 [model]"), (gate.Verdict, Assert.Single(gate.Regressed)));
    }

    [Fact]
    public void TheIntervalIsTheSameForTheSameSeed()
    {
        double[] differences = [0, 0.2, -0.1, 0.4, 0, 0.3];

        Assert.Equal(Bootstrap.Interval(differences, 5), Bootstrap.Interval(differences, 5));
        Assert.InRange(Bootstrap.Interval(differences, 5).Low, -0.1, 0.13);
    }

    private static SkillTestReport Drawn(Random random, int cases, int repeats, double rate) => Some.Report(
        One,
        Enumerable.Range(1, cases).Select(i => Some.Result($"case {i}", "model", Enumerable.Range(0, repeats).Count(_ => random.NextDouble() < rate), repeats)));
}
