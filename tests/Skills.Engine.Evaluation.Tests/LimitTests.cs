using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.DependencyInjection;
using Skills.Engine.Evaluation.Xunit;
using Skills.Engine.Testing;
using Xunit.Sdk;

namespace Skills.Engine.Evaluation.Tests;

/// <summary>The limits of a run, through every door.</summary>
public sealed class LimitTests
{
    private const string Answer = """{"queue":"billing","urgency":4}""";
    private const int Small = 1024;

    private static readonly string Long = $$"""{"queue":"{{new string('q', 5000)}}","urgency":4}""";

    private const string Snapshot = """
        - name: a long answer
          input: { text: I was charged twice }
          expect: [{ path: $.queue, snapshot: true }]
        """;

    public static TheoryData<string> OutOfRange => ["Repeat", "MinPassRate", "Parallelism", "MaxCassetteBytes", "MaxTextLength", "MaxRuns", "MaxCostUsd"];

    [Theory]
    [MemberData(nameof(OutOfRange))]
    public async Task EveryDoorRefusesASettingOutOfItsRange(string name)
    {
        var wrong = Wrong(name);
        await using var runner = SkillTestRunner.Create(static b => b.AddDryRun());
        var host = new ServiceCollection().AddSkillsEngine().AddDryRun();

        Assert.All(
            new[]
            {
                Assert.Throws<ValidationException>(() => SkillTestRunner.Create(static b => b.AddDryRun(), wrong)),
                Assert.Throws<ValidationException>(() => host.AddSkillTests(wrong)),
                await Assert.ThrowsAsync<ValidationException>(() => runner.RunAsync(wrong, cancellationToken: TestContext.Current.CancellationToken)),
                await Assert.ThrowsAsync<ValidationException>(() => runner.RunAsync([], wrong, cancellationToken: TestContext.Current.CancellationToken)),
            },
            e => Assert.StartsWith($"{name} is ", e.Message, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("cases")]
    [InlineData("repeat of the run")]
    [InlineData("repeat of the case")]
    [InlineData("columns")]
    [InlineData("columns times repeat")]
    public async Task MoreRunsThanAllowedAreRefusedBeforeAnyModelIsAsked(string what)
    {
        var tests = what == "repeat of the case" ? Some.TwoCases.Replace("  expect:", "  repeat: 3\n  expect:", StringComparison.Ordinal) : Some.TwoCases;
        await using var bench = await Bench.StartAsync(Some.Triage, tests);
        SkillTestTarget[] two = [new() { Model = "good-model" }, new() { Model = "other-model" }];
        var options = new SkillTestOptions { Mode = SkillTestMode.Live };
        options = what switch
        {
            "cases" => options with { MaxRuns = 1 },
            "repeat of the run" => options with { MaxRuns = 5, Repeat = 3 },
            "repeat of the case" => options with { MaxRuns = 5 },
            "columns" => options with { MaxRuns = 3, Targets = two },
            _ => options with { MaxRuns = 7, Targets = two, Repeat = 2 },
        };

        var refused = await Assert.ThrowsAsync<ValidationException>(() => bench.RunAsync(options));
        bench.Server.Reply(Answer);
        var allowed = await bench.RunAsync(options with { MaxRuns = options.MaxRuns + 1 });

        Assert.Contains($"MaxRuns allows {options.MaxRuns}", refused.Message, StringComparison.Ordinal);
        Assert.Equal(options.MaxRuns + 1, allowed.Results.Sum(static r => r.Runs.Count));
    }

    [Fact]
    public async Task TheRunsOfOneCaseAreLimitedInATheoryToo()
    {
        await using var bench = await Bench.StartAsync(Some.Triage, Some.TwoCases);
        await using var runner = bench.Runner(new() { MaxRuns = 1, Repeat = 2 });
        var rows = await new SkillTestsAttribute(bench.Folder).GetData(typeof(SampleTests).GetMethod(nameof(SampleTests.EachCaseIsATestOfItsOwn))!, new DisposalTracker());
        var item = Assert.IsType<SkillTestItem>(rows.First().GetData()[0]);

        await Assert.ThrowsAsync<ValidationException>(() => item.RunAsync(runner, TestContext.Current.CancellationToken));
        await Assert.ThrowsAsync<ValidationException>(() => new CassetteLibrary(runner).ListAsync(runner.Engine.Catalog.Definitions, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task ARecordingThatIsTooLargeIsNotWrittenAndItsCaseFails()
    {
        await using var bench = await Bench.StartAsync(Some.Triage, Some.TwoCases);
        bench.Server.Reply(Long);

        var report = await bench.RunAsync(new() { Mode = SkillTestMode.RecordMissing, MaxCassetteBytes = Small });

        Assert.Equal([SkillTestOutcome.Failed, SkillTestOutcome.Passed], report.Results.Select(static r => r.Outcome));
        Assert.Contains("MaxCassetteBytes (1024)", RecordingTests.Explain(report), StringComparison.Ordinal);
        Assert.False(Directory.Exists(bench.CassetteFolder) && Directory.EnumerateFiles(bench.CassetteFolder, "*", SearchOption.AllDirectories).Any());
    }

    [Fact]
    public async Task ARecordingThatIsTooLargeIsNeitherReplayedNorListedAsUsed()
    {
        await using var bench = await Bench.StartAsync(Some.Triage, Some.TwoCases);
        bench.Server.Reply(Long);
        await bench.RunAsync(new() { Mode = SkillTestMode.RecordMissing });
        await using var runner = bench.Runner(new() { MaxCassetteBytes = Small }, withModels: false);

        var report = await runner.RunAsync(cancellationToken: TestContext.Current.CancellationToken);
        var listed = Assert.Single(await new CassetteLibrary(runner).ListAsync(runner.Engine.Catalog.Definitions, TestContext.Current.CancellationToken));

        Assert.Equal(SkillTestOutcome.Failed, report.Results[0].Outcome);
        Assert.Contains("MaxCassetteBytes (1024)", RecordingTests.Explain(report), StringComparison.Ordinal);
        Assert.Contains("MaxCassetteBytes (1024)", listed.StaleReason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ASnapshotThatIsTooLargeIsNeitherWrittenNorRead()
    {
        await using var bench = await Bench.StartAsync(Some.Triage, Snapshot);
        bench.Server.Reply(Long);
        var options = new SkillTestOptions { Mode = SkillTestMode.Live, UpdateSnapshots = true };

        var refused = await bench.RunAsync(options with { MaxCassetteBytes = Small });
        var none = Directory.Exists(Path.Combine(bench.Folder, "snapshots"));
        var written = await bench.RunAsync(options);
        var read = await bench.RunAsync(options with { UpdateSnapshots = false, MaxCassetteBytes = Small });

        Assert.Equal((SkillTestOutcome.Failed, false), (refused.Results[0].Outcome, none));
        Assert.True(written.IsSuccess, RecordingTests.Explain(written));
        Assert.Equal(SkillTestOutcome.Failed, read.Results[0].Outcome);
        Assert.All(new[] { refused, read }, static r => Assert.Contains("MaxCassetteBytes (1024)", RecordingTests.Explain(r), StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(SkillTestMode.Live)]
    [InlineData(SkillTestMode.Replay)]
    [InlineData(SkillTestMode.RecordAll)]
    public async Task OutputsAndPromptsOfAReportAreCut(SkillTestMode mode)
    {
        await using var bench = await Bench.StartAsync(Some.Triage, Some.TwoCases.Replace("charged twice", "charged twice " + new string('t', 5000), StringComparison.Ordinal));
        bench.Server.Reply(Long);
        await bench.RunAsync(new() { Mode = SkillTestMode.RecordMissing });

        var report = await bench.RunAsync(new() { Mode = mode, MaxTextLength = 200 });

        var run = report.Results[0].Runs[0];
        Assert.Equal((201, 201), (run.Output!.Length, run.Prompt!.Length));
        Assert.EndsWith("…", run.Output, StringComparison.Ordinal);
        Assert.All(run.Findings, static f => Assert.InRange(f.Got.Length, 0, 301));
        Assert.InRange(SkillTestReports.ToHtml(report).Length, 0, 20_000);
    }

    [Fact]
    public async Task TextsOfTheCaseItselfAreCutToo()
    {
        await using var bench = await Bench.StartAsync(Some.Triage, $"""
            - name: its own answer
              input: {"{"} text: I was charged twice {"}"}
              respond: '{Long}'
              expect: [{"{"} path: $.queue, equals: billing {"}"}]
            """);

        var report = await bench.RunAsync(new() { MaxTextLength = 200 }, withModels: false);

        Assert.Equal(201, report.Results[0].Runs[0].Output!.Length);
        Assert.Equal(SkillTestOutcome.Failed, report.Results[0].Outcome);
    }

    private static SkillTestOptions Wrong(string name) => name switch
    {
        "Repeat" => new() { Repeat = 1001 },
        "MinPassRate" => new() { MinPassRate = 1.1 },
        "Parallelism" => new() { Parallelism = 257 },
        "MaxCassetteBytes" => new() { MaxCassetteBytes = Small - 1 },
        "MaxTextLength" => new() { MaxTextLength = 99 },
        "MaxRuns" => new() { MaxRuns = 0 },
        _ => new() { MaxCostUsd = -1 },
    };
}
