using Skills.Engine.Models.Invocation;
using Skills.Engine.Routing;

namespace Skills.Engine.Tests.Routing;

public sealed class ExperimentTests(ITestOutputHelper output)
{
    private static Bed With(double share = 0.5, int minimum = 100, Action<RoutingExperiment>? change = null)
    {
        var experiment = new RoutingExperiment { Name = "trial", Control = "old", Treatment = "new", Share = share, MinimumOutcomes = minimum };
        change?.Invoke(experiment);
        return new Bed([Some.Model("old", quality: 0.9), Some.Model("new", quality: 0.1)], [ScriptedClient.Answering("p")], o => o.Experiments.Add(experiment));
    }

    private static ModelRoute RouteOf(Bed bed, string? user) => bed.Route(Some.Request() with { Context = new() { UserId = user } });

    [Fact]
    public void TrafficIsReallySteeredAndAUserStaysWhereHeIs()
    {
        var bed = With();
        var first = Enumerable.Range(0, 1000).Select(i => RouteOf(bed, $"user-{i}").Candidates[0].Model.Id).ToList();
        var again = Enumerable.Range(0, 1000).Select(i => RouteOf(bed, $"user-{i}").Candidates[0].Model.Id).ToList();

        Assert.Equal(first, again);
        Assert.InRange(first.Count(static m => m == "new"), 440, 560);
    }

    [Fact]
    public void AUserOfOneTenantIsNotTheUserOfAnother()
    {
        var bed = With();
        string ModelOf(int user, string tenant) => bed.Route(Some.Request() with { Context = new() { TenantId = tenant, UserId = $"user-{user}" } }).Candidates[0].Model.Id;

        Assert.InRange(Enumerable.Range(0, 1000).Count(i => ModelOf(i, "a") != ModelOf(i, "b")), 440, 560);
    }

    [Fact]
    public void ACanaryGetsItsShare() =>
        Assert.InRange(Enumerable.Range(0, 4000).Count(i => RouteOf(With(0.05), $"u{i}").Candidates[0].Model.Id == "new"), 140, 260);

    [Fact]
    public void TheOtherArmStaysAFallbackAndTheRouteSaysWhy()
    {
        var route = Enumerable.Range(0, 100).Select(i => RouteOf(With(), $"u{i}")).First(static r => r.Candidates[0].Model.Id == "new");

        Assert.Equal("trial:treatment", route.Candidates[0].Experiment);
        Assert.Equal("trial:treatment", route.Explanation.Experiment);
        Assert.Equal("old", route.Candidates[1].Model.Id);
        Assert.Contains("steered by an experiment", route.Explanation.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public void AnArmThatCannotBeUsedSuspendsTheExperiment()
    {
        var bed = With();
        bed.Router.Report(new() { Model = bed.Options.Models[1], Category = "GENERAL", Error = ModelErrorKind.Quota });

        Assert.All(Enumerable.Range(0, 50), i => Assert.Null(RouteOf(bed, $"u{i}").Candidates[0].Experiment));
    }

    [Fact]
    public void APinOverridesAnExperiment() =>
        Assert.All(Enumerable.Range(0, 20), static i => Assert.Equal("old", With().Route(Some.Request(pin: "old") with { Context = new() { UserId = $"u{i}", Model = "old" } }).Candidates[0].Model.Id));

    [Fact]
    public void AnotherCategoryIsNotPartOfTheExperiment() =>
        Assert.All(Enumerable.Range(0, 20), static i => Assert.Equal("old", RouteOf(With(change: static e => e.Category = "OTHER"), $"u{i}").Candidates[0].Model.Id));

    [Fact]
    public void ABetterModelWinsAndThenEveryoneGetsIt()
    {
        var bed = With();
        var random = new Random(3);
        var runs = Play(bed, random, 0.80, 0.92, 5000);

        var report = Assert.Single(bed.Experiments.Reports());
        output.WriteLine($"{report.State} after {runs} runs, difference {report.Difference:0.000}, p {report.PValue:0.0000}, {report.Interval}");
        Assert.Equal(ExperimentState.TreatmentWon, report.State);
        Assert.True(runs < 3000, $"{runs} runs");
        Assert.All(Enumerable.Range(0, 100), i => Assert.Equal(("new", null), (RouteOf(bed, $"u{i}").Candidates[0].Model.Id, RouteOf(bed, $"u{i}").Candidates[0].Experiment)));
    }

    [Fact]
    public void NothingIsDecidedBeforeBothArmsHaveTheirOutcomes()
    {
        var bed = With(minimum: 100);
        for (var i = 0; i < 1000; i++)
        {
            bed.Experiments.Count("trial:control", 0.9);
        }

        for (var i = 0; i < 99; i++)
        {
            bed.Experiments.Count("trial:treatment", 0);
        }

        Assert.Equal(ExperimentState.Running, Assert.Single(bed.Experiments.Reports()).State);
        bed.Experiments.Count("trial:treatment", 0);
        Assert.Equal(ExperimentState.ControlWon, Assert.Single(bed.Experiments.Reports()).State);
    }

    [Fact]
    public void AWorseCanaryIsStopped()
    {
        var bed = With(0.1);
        Play(bed, new Random(4), 0.9, 0.5, 5000);

        Assert.Equal(ExperimentState.ControlWon, Assert.Single(bed.Experiments.Reports()).State);
    }

    [Fact]
    public void ACanaryThatDoesNotAnswerIsStoppedHoweverWellItsFallbackDoes()
    {
        var experiment = new RoutingExperiment { Name = "trial", Control = "old", Treatment = "new", Share = 0.2, MinimumOutcomes = 20 };
        var random = new Random(8);
        var shaky = new ScriptedClient("shaky", (_, _) => random.Next(3) > 0 ? Task.FromException<ModelReply>(Some.Error(ModelErrorKind.Malformed)) : Task.FromResult(Some.Reply()));
        var bed = new Bed([Some.Model("old"), Some.Model("new", "shaky")], [ScriptedClient.Answering("p"), shaky], o => { o.Experiments.Add(experiment); o.Breaker.ConsecutiveFailures = 1000; o.Breaker.FailureRate = 1; o.Retry.MaxRetries = 0; });

        for (var i = 0; i < 600 && bed.Experiments.Reports()[0].State is ExperimentState.Running; i++)
        {
            var answer = bed.Invoke(bed.Invocation() with { Candidates = RouteOf(bed, $"u{i}").Candidates });
            Assert.NotNull(answer.Reply);
            bed.Outcomes.Checked($"run-{i}", null, Some.Skill(), answer, isValid: true, repairs: 0, isReask: false);
        }

        Assert.Equal(ExperimentState.ControlWon, bed.Experiments.Reports()[0].State);
        Assert.True(bed.Statistics.Find("shaky", "new", "general")!.Mean > 0.8, "Not answering is health, not quality.");
    }

    [Fact]
    public void ARatingCountsForTheArmThatAnswered()
    {
        var bed = With();
        var answer = new ModelInvocationResult(Some.Reply(), bed.Options.Models[1], 1, null) { Experiment = "trial:treatment" };
        bed.Outcomes.Checked("run-1", null, Some.Skill(), answer, isValid: true, repairs: 0, isReask: false);

        Assert.True(bed.Feedback.Record(new() { ExecutionId = "run-1", Rating = 0 }));

        Assert.Equal(0.3, Assert.Single(bed.Experiments.Reports()).Treatment.Quality, 6);
    }

    [Fact]
    public void WithoutADifferenceItEndsAtItsMaximumAndSteersNobody()
    {
        var bed = With(change: static e => e.MaximumOutcomes = 400);
        Play(bed, new Random(5), 0.9, 0.9, 500);

        Assert.Equal(ExperimentState.NoDifference, Assert.Single(bed.Experiments.Reports()).State);
        Assert.Null(RouteOf(bed, "u").Candidates[0].Experiment);
    }

    [Fact]
    public void LookingAtEveryOutcomeDeclaresAFalseWinnerNoMoreOftenThanStated()
    {
        var random = new Random(6);
        var wrong = 0;
        const int Trials = 1000;
        for (var trial = 0; trial < Trials; trial++)
        {
            (double Good, double Squares, double Weight) a = default, b = default;
            for (var i = 0; i < 2000; i++)
            {
                Add(ref a, random.NextDouble() < 0.85 ? 1 : 0);
                Add(ref b, random.NextDouble() < 0.85 ? 1 : 0);
                if (i >= 100 && SequentialTest.PValue(a, b) <= 0.05)
                {
                    wrong++;
                    break;
                }
            }
        }

        output.WriteLine($"{wrong} of {Trials} trials without a difference declared one, looked at after each of 2,000 outcomes");
        Assert.True(wrong <= 0.05 * Trials, $"{wrong} of {Trials}");
    }

    private static void Add(ref (double Good, double Squares, double Weight) arm, double quality) =>
        arm = (arm.Good + quality, arm.Squares + (quality * quality), arm.Weight + 1);

    private static int Play(Bed bed, Random random, double oldRate, double newRate, int most)
    {
        for (var i = 0; i < most; i++)
        {
            var candidate = RouteOf(bed, $"user-{i}").Candidates[0];
            if (candidate.Experiment is null)
            {
                return i;
            }

            bed.Router.Report(new()
            {
                Model = candidate.Model,
                Category = "GENERAL",
                OutputValid = random.NextDouble() < (candidate.Model.Id == "new" ? newRate : oldRate),
                Experiment = candidate.Experiment,
            });
        }

        return most;
    }
}
