using Skills.Engine.Models.Invocation;

namespace Skills.Engine.Tests.Routing;

public sealed class LearningTests(ITestOutputHelper output)
{
    private const int Seeds = 100;

    [Fact]
    public void AModelTenPointsBetterAtOneTaskIsFoundWithinThreeHundredRuns()
    {
        var found = Enumerable.Range(1, Seeds).Count(FindsTheBetterOne);

        output.WriteLine($"the better model is chosen most after 300 runs with {found} of {Seeds} seeds");
        Assert.True(found >= 0.9 * Seeds, $"{found} of {Seeds}");
    }

    [Fact]
    public void WhatWasLearnedIsForgottenByHalfInAHalfLife()
    {
        var bed = Bed.Of(Some.Model("a"));
        for (var i = 0; i < 100; i++)
        {
            bed.Statistics.Add("p", "a", "t", 0);
        }

        Assert.Equal(100, bed.Statistics.Find("p", "a", "t")!.Weight, 6);
        bed.Time.Advance(TimeSpan.FromDays(7));
        bed.Statistics.Add("p", "a", "t", 0);
        Assert.Equal(51, bed.Statistics.Find("p", "a", "t")!.Weight, 6);
    }

    [Fact]
    public void AModelThatChangedIsNoticedHoweverLongItWasGood()
    {
        var bed = Bed.Of(Some.Model("a"));
        for (var i = 0; i < 10_000; i++)
        {
            bed.Statistics.Add("p", "a", "t", 1);
        }

        for (var i = 0; i < 500; i++)
        {
            bed.Statistics.Add("p", "a", "t", 0);
        }

        Assert.InRange(bed.Statistics.Find("p", "a", "t")!.Mean, 0.3, 0.45);
    }

    [Fact]
    public void TwentySuccessesAreWorthMoreThanNone()
    {
        var bed = Bed.Of(Some.Model("known"), Some.Model("unknown"));
        for (var i = 0; i < 20; i++)
        {
            bed.Router.Report(new() { Model = bed.Options.Models[0], Category = "T", OutputValid = true });
        }

        Assert.True(bed.Statistics.Of("p", "known", "t").Mean > bed.Statistics.Of("p", "unknown", "t").Mean);
    }

    [Fact]
    public void FourWritersLoseNothing()
    {
        var bed = Bed.Of(Some.Model("a"));
        Parallel.For(0, 4, _ =>
        {
            for (var i = 0; i < 100; i++)
            {
                bed.Statistics.Add("p", "a", "t", 1);
            }
        });

        Assert.Equal(400, bed.Statistics.Find("p", "a", "t")!.Weight, 6);
    }

    [Fact]
    public void RepairsAndReasksMakeASuccessWorthLess()
    {
        double Learned(int repairs, bool isReask)
        {
            var bed = Bed.Of(Some.Model("a"));
            bed.Router.Report(new() { Model = bed.Options.Models[0], Category = "T", OutputValid = true, Repairs = repairs, IsReask = isReask });
            return bed.Statistics.Find("p", "a", "t")!.Sums.Good;
        }

        Assert.Equal([1, 0.96, 0.9, 0.8], new[] { Learned(0, false), Learned(2, false), Learned(99, false), Learned(0, true) }.Select(static q => Math.Round(q, 6)));
    }

    [Fact]
    public void WhatIsSharedSaysWhatIsForgottenAndExperimentsAreNot()
    {
        var bed = Bed.Of(Some.Model("a"));
        bed.Statistics.Add("p", "a", "t", 1);
        bed.Statistics.Add("", "", "experiment:x:control", 1);
        var halfLife = bed.Options.Routing.Learning.HalfLife;

        foreach (var shared in (IReadOnlyList<TaskStatistic>[])[bed.Statistics.ToList(), bed.Statistics.TakeUnsent()])
        {
            Assert.Equal([("experiment:x:control", null), ("t", (TimeSpan?)halfLife)], shared.Select(static s => (s.Task, s.HalfLife)).OrderBy(static s => s.Task, StringComparer.Ordinal));
        }

        Assert.Empty(bed.Statistics.TakeUnsent());
    }

    [Fact]
    public void ARatingCorrectsTheOutcomeItBelongsToAndASecondReplacesIt()
    {
        var bed = Bed.Of(Some.Model("a"));
        var answer = new ModelInvocationResult(Some.Reply(), bed.Options.Models[0], 1, null);
        bed.Outcomes.Checked("run-1", null, Some.Skill(category: "T"), answer, isValid: true, repairs: 0, isReask: false);

        Assert.True(bed.Feedback.Record(new() { ExecutionId = "run-1", Rating = 0 }));
        Assert.Equal((0.3, 1), (Math.Round(bed.Statistics.Find("p", "a", "t")!.Sums.Good, 6), bed.Statistics.Find("p", "a", "t")!.Weight));
        Assert.True(bed.Feedback.Record(new() { ExecutionId = "run-1", Rating = 1 }));
        Assert.Equal(1, bed.Statistics.Find("p", "a", "t")!.Sums.Good, 6);
    }

    [Theory]
    [InlineData("a", "a", true)]
    [InlineData("a", "b", false)]
    [InlineData("a", "", false)]
    [InlineData("a", null, true)]
    [InlineData(null, "a", false)]
    [InlineData(null, "", true)]
    [InlineData(null, null, true)]
    public void ARatingIsLearnedFromOnlyWhenItIsOfTheExecutionsTenant(string? runs, string? rates, bool learns)
    {
        var bed = Bed.Of(Some.Model("a"));
        bed.Outcomes.Checked("run-1", runs, Some.Skill(category: "T"), new(Some.Reply(), bed.Options.Models[0], 1, null), isValid: true, repairs: 0, isReask: false);
        var before = bed.Statistics.Find("p", "a", "t")!.Sums.Good;

        Assert.Equal(learns, bed.Feedback.Record(new() { ExecutionId = "run-1", Rating = 0, TenantId = rates }));

        Assert.Equal(learns, bed.Statistics.Find("p", "a", "t")!.Sums.Good < before);
    }

    [Fact]
    public void ARatingIsAboutTheLastAnswerOfAnExecution()
    {
        var bed = Bed.Of(Some.Model("a"), Some.Model("b"));
        bed.Outcomes.Checked("run-1", null, Some.Skill(category: "T"), new(Some.Reply(), bed.Options.Models[0], 1, null), isValid: false, repairs: 0, isReask: false);
        bed.Outcomes.Checked("run-1", null, Some.Skill(category: "T"), new(Some.Reply(), bed.Options.Models[1], 2, null), isValid: true, repairs: 0, isReask: true);

        Assert.True(bed.Feedback.Record(new() { ExecutionId = "run-1", Rating = 1 }));

        Assert.Equal(0, bed.Statistics.Find("p", "a", "t")!.Sums.Good);
        Assert.Equal(0.94, bed.Statistics.Find("p", "b", "t")!.Sums.Good, 6);
    }

    [Fact]
    public void ARatingOfAnUnknownExecutionNeedsTheModelNamed()
    {
        var bed = Bed.Of(Some.Model("a"));
        Assert.False(bed.Feedback.Record(new() { ExecutionId = "elsewhere", Rating = 1, ModelId = "invented", ModelProvider = "p", Category = "T" }));
        Assert.Empty(bed.Statistics.ToList());

        Assert.False(bed.Feedback.Record(new() { ExecutionId = "elsewhere", Rating = 1 }));
        Assert.True(bed.Feedback.Record(new() { ExecutionId = "elsewhere", Rating = 1, ModelId = "a", ModelProvider = "p", Category = "T" }));
        Assert.Throws<ArgumentOutOfRangeException>(() => bed.Feedback.Record(new() { ExecutionId = "elsewhere", Rating = double.NaN }));
    }

    private static bool FindsTheBetterOne(int seed)
    {
        var bed = new Bed([Some.Model("a"), Some.Model("b"), Some.Model("better")], [ScriptedClient.Answering("p")], o => { o.Seed = seed; o.Explain = false; });
        var random = new Random(seed);
        var chosen = new List<string>();
        for (var i = 0; i < 400; i++)
        {
            var model = bed.Route(Some.Request(Some.Skill(category: "REVIEW"))).Candidates[0].Model;
            chosen.Add(model.Id);
            bed.Router.Report(new() { Model = model, Category = "REVIEW", OutputValid = random.NextDouble() < (model.Id == "better" ? 0.92 : 0.82) });
        }

        return chosen.Skip(300).Count(static c => c == "better") > 50;
    }
}
