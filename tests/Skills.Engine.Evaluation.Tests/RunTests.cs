using Skills.Engine.Testing;

namespace Skills.Engine.Evaluation.Tests;

/// <summary>Runs against models on the loopback: repeats, money, cancellation.</summary>
public sealed class RunTests
{
    private const string Good = """{"queue":"billing","urgency":4}""";
    private const string Bad = """{"queue":"sales","urgency":4}""";

    private const string OneCase = """
        - name: a double charge is billing
          input: { text: I was charged twice }
          expect: [{ path: $.queue, equals: billing }]
        """;

    [Fact]
    public async Task ACaseThatFailsOnceInFiveIsFlaky()
    {
        await using var bench = await Bench.StartAsync(Some.Triage, OneCase);
        bench.Server.Reply(Good).Enqueue(Good, Bad);

        var report = await bench.RunAsync(new() { Mode = SkillTestMode.Live, Repeat = 5, Parallelism = 1 });

        var result = Assert.Single(report.Results);
        Assert.Equal((SkillTestOutcome.Flaky, 4, 5, 2), (result.Outcome, result.Passes, result.Runs.Count, result.DistinctAnswers));
        Assert.False(report.IsSuccess);
        var finding = Assert.Single(result.Runs[1].Findings);
        Assert.Equal(("$.queue", "\"billing\"", "\"sales\"", "triage.tests.yaml", 3), (finding.Path, finding.Expected, finding.Got, finding.File, finding.Line));
        Assert.Equal("skills test triage#\"a double charge is billing\" --live", result.Again);
        Assert.Equal("triage.skill.yaml#a double charge is billing", result.Id);
    }

    [Fact]
    public async Task OptionsOfARunAreWrittenWithoutTheNameOfTheirType()
    {
        await using var bench = await Bench.StartAsync(Some.Triage, OneCase);
        bench.Server.Reply(Good);
        await using var runner = bench.Runner(new() { Mode = SkillTestMode.Replay });

        var report = await runner.RunAsync(new() { Mode = SkillTestMode.Live, Repeat = 2 }, cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal((SkillTestMode.Live, 2), (report.Mode, Assert.Single(report.Results).Runs.Count));
    }

    [Fact]
    public async Task FourOfFivePassesWhenThatIsEnough()
    {
        await using var bench = await Bench.StartAsync(Some.Triage, OneCase);
        bench.Server.Reply(Good).Enqueue(Good, Bad);

        var report = await bench.RunAsync(new() { Mode = SkillTestMode.Live, Repeat = 5, Parallelism = 1, MinPassRate = 0.8 });

        Assert.True(report.IsSuccess);
    }

    [Fact]
    public async Task ABudgetStopsTheRunAndKeepsTheResults()
    {
        await using var bench = await Bench.StartAsync(Some.Triage, OneCase);
        bench.Server.Respond(static _ => LoopbackReply.Of(Good) with { Usage = new() { InputUncached = 1_000_000, OutputVisible = 0 } });

        var report = await bench.RunAsync(new() { Mode = SkillTestMode.Live, Repeat = 10, Parallelism = 1, MaxCostUsd = 1.5m });

        var kept = report.Results[0].Runs.Count;
        Assert.Equal((SkillTestStop.Budget, SkillTestOutcome.NotRun), (report.Stop, report.Results[0].Outcome));
        Assert.InRange(kept, 1, 2);
        Assert.Equal((kept, 1m * kept), (bench.Server.Requests.Count, report.Cost.Usd));
        Assert.Contains("budget", report.StopReason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ARunThatCouldExceedTheBudgetDoesNotStart()
    {
        await using var bench = await Bench.StartAsync(Some.Triage, OneCase);

        var report = await bench.RunAsync(new() { Mode = SkillTestMode.Live, MaxCostUsd = 0.000001m });

        Assert.Equal(SkillTestStop.Budget, report.Stop);
        Assert.Empty(bench.Server.Requests);
    }

    [Fact]
    public async Task CancellationKeepsThePartialReport()
    {
        await using var bench = await Bench.StartAsync(Some.Triage, OneCase);
        using var canceling = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        bench.Server.Reply(Good).Enqueue(LoopbackReply.Of(Good), LoopbackReply.Hangs());
        await using var runner = bench.Runner(new() { Mode = SkillTestMode.Live, Repeat = 5, Parallelism = 1 });

        var running = runner.RunAsync(cancellationToken: canceling.Token);
        await Eventually.HoldsAsync(() => bench.Server.Requests.Count == 2, "the second call was made");
        await canceling.CancelAsync();
        var report = await running.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

        Assert.Equal(SkillTestStop.Canceled, report.Stop);
        Assert.Equal((SkillTestOutcome.NotRun, 1), (report.Results[0].Outcome, report.Results[0].Runs.Count));
        Assert.True(report.Results[0].Runs[0].Passed);
        Assert.Equal(CostKind.AtLeast, report.Cost.Kind);
    }

    [Fact]
    public async Task AProviderThatFailsIsAnErrorAndNotAFailure()
    {
        await using var bench = await Bench.StartAsync(Some.Triage, OneCase);
        bench.Server.Respond(static _ => LoopbackReply.Fails(ModelErrorKind.Auth));

        var report = await bench.RunAsync(new() { Mode = SkillTestMode.RecordAll });

        Assert.Equal(SkillTestOutcome.Error, report.Results[0].Outcome);
        Assert.False(Directory.Exists(bench.CassetteFolder));
    }

    [Fact]
    public async Task ACaseWithItsOwnAnswersAsksNoModelEvenLive()
    {
        await using var bench = await Bench.StartAsync(Some.Triage, OneCase + $"\n  respond: '{Good}'");

        var report = await bench.RunAsync(new() { Mode = SkillTestMode.Live });

        Assert.Equal(SkillTestSource.Respond, report.Results[0].Runs[0].Source);
        Assert.Empty(bench.Server.Requests);
    }

    [Fact]
    public async Task AColumnChangesModelAndParameters()
    {
        await using var bench = await Bench.StartAsync(Some.Triage, OneCase);
        bench.Server.Reply(Good);
        var targets = SkillTestTarget.Grid(["good-model", "other-model"], temperatures: [0, 1]);

        var report = await bench.RunAsync(new() { Mode = SkillTestMode.Live, Targets = targets, Parallelism = 1 });

        Assert.Equal(["good-model · temperature 0", "good-model · temperature 1", "other-model · temperature 0", "other-model · temperature 1"], report.Results.Select(static r => r.Target));
        Assert.Equal(["good-model", "good-model", "other-model", "other-model"], bench.Server.Requests.Select(static r => r.Model));
        Assert.Equal([0, 1, 0, 1], bench.Server.Requests.Select(static r => r.Json.GetProperty("temperature").GetInt32()));
    }

    [Fact]
    public async Task ProgressNamesEachCaseOnce()
    {
        await using var bench = await Bench.StartAsync(Some.Triage, Some.TwoCases);
        bench.Server.Reply(Good);
        var told = new List<string>();
        await using var runner = bench.Runner(new() { Mode = SkillTestMode.Live, Repeat = 3 });

        await runner.RunAsync(progress: new Told(told), cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(2, told.Count);
        Assert.Equal(2, told.Distinct().Count());
    }

    [Fact]
    public async Task AJudgeDecidesAndItsVerdictIsRecorded()
    {
        const string Judged = """
            - name: the queue is sensible
              input: { text: I was charged twice }
              expect: [{ judge: { criteria: The queue fits the ticket., model: other-model } }]
            """;
        await using var bench = await Bench.StartAsync(Some.Triage, Judged);
        bench.Server.Respond(static request => LoopbackReply.Of(request.Model == "good-model" ? Bad : """{"reason":"It is about money.","score":0.1,"pass":false}"""));

        var recorded = await bench.RunAsync(new() { Mode = SkillTestMode.RecordMissing });
        var replayed = await bench.RunAsync(new(), withModels: false);
        var dry = await bench.RunAsync(new() { Mode = SkillTestMode.DryRun }, withModels: false);

        Assert.Contains("It is about money.", Assert.Single(recorded.Results[0].Runs[0].Findings).Got, StringComparison.Ordinal);
        Assert.Equal(0.1, recorded.Results[0].Runs[0].Score, 3);
        Assert.Equal(recorded.Results[0].Runs[0].Findings[0].Got, Assert.Single(replayed.Results[0].Runs[0].Findings).Got);
        Assert.Equal(SkillTestFindingKind.NotChecked, Assert.Single(dry.Results[0].Runs[0].Findings).Kind);
    }

    [Fact]
    public async Task AFilterChoosesBySkillFileCaseAndTag()
    {
        await using var bench = await Bench.StartAsync(Some.Triage, Some.TwoCases + "\n  tags: [edge]");

        Assert.Equal(2, await CountAsync(new() { Names = ["triage"] }));
        Assert.Equal(1, await CountAsync(new() { Names = ["triage#a double*"] }));
        Assert.Equal(1, await CountAsync(new() { Names = ["triage.skill.yaml#\"a ticket without text is refused\""] }));
        Assert.Equal(1, await CountAsync(new() { Tags = ["edge"] }));
        Assert.Equal(1, await CountAsync(new() { Exclude = ["*#a double*"] }));
        Assert.Equal(0, await CountAsync(new() { Names = ["other"] }));

        async Task<int> CountAsync(SkillTestFilter filter) => (await bench.RunAsync(new() { Mode = SkillTestMode.DryRun, Filter = filter }, withModels: false)).Results.Count;
    }

    [Fact]
    public async Task AProviderAddedAfterTheTestsIsRefused()
    {
        await using var runner = SkillTestRunner.Create(static builder => builder.AddSkillTests().AddDryRun());

        await Assert.ThrowsAsync<InvalidOperationException>(() => runner.RunAsync(cancellationToken: TestContext.Current.CancellationToken));
    }

    private sealed class Told(List<string> told) : IProgress<SkillTestResult>
    {
        public void Report(SkillTestResult value)
        {
            lock (told)
            {
                told.Add(value.Id);
            }
        }
    }
}
