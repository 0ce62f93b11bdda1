using System.Text.Json;
using Skills.Engine.Testing;

namespace Skills.Engine.Evaluation.Tests;

/// <summary>Recording and replay, over real HTTP on the loopback.</summary>
public sealed class RecordingTests
{
    private const string Answer = """{"queue":"billing","urgency":4}""";

    [Fact]
    public async Task ARecordedCaseIsReplayedWithoutAProvider()
    {
        await using var bench = await Bench.StartAsync(Some.Triage, Some.TwoCases);
        bench.Server.Reply(Answer);

        var recorded = await bench.RunAsync(new() { Mode = SkillTestMode.RecordMissing });
        var calls = bench.Server.Requests.Count;
        var replayed = await bench.RunAsync(new() { Missing = MissingCassette.Fail }, withModels: false);

        Assert.True(recorded.IsSuccess, Explain(recorded));
        Assert.Equal(1, calls);
        Assert.True(replayed.IsSuccess, Explain(replayed));
        Assert.Single(bench.Server.Requests);
        var run = replayed.Results[0].Runs[0];
        Assert.Equal((SkillTestSource.Replay, "good-model"), (run.Source, run.Model));
        Assert.Equal(recorded.Results[0].Runs[0].Cost, run.RecordedCost);
        Assert.Equal(Cost.Zero, replayed.Cost);
        Assert.Equal(SkillTestSource.None, replayed.Results[1].Runs[0].Source);
        Assert.Equal("cassettes/triage/a-double-charge-is-billing.1.json", run.Cassette);
    }

    [Fact]
    public async Task AToolLoopIsRecordedAndReplayed()
    {
        var calls = 0;
        var schema = JsonElement.Parse("""{"type":"object","properties":{"account":{"type":"string"}},"required":["account"]}""");
        var tool = new SkillTool("look_up_account", "Looks up an account.", schema, (call, _) => new(JsonElement.Parse($$"""{"charges":{{1 + (++calls > 0 ? 1 : 0)}},"of":"{{call.Arguments.GetProperty("account").GetString()}}"}""")));
        await using var bench = await Bench.StartAsync(Some.Triage.Replace("tests:", "tools: [look_up_account]\ntests:", StringComparison.Ordinal), Some.TwoCases, b => b.AddTool(tool));
        bench.Server.Enqueue(
            LoopbackReply.Calls(new LoopbackToolCall("look_up_account", """{"account":"A-1"}"""), new LoopbackToolCall("look_up_account", """{"account":"A-2"}""")),
            LoopbackReply.Of(Answer));

        var recorded = await bench.RunAsync(new() { Mode = SkillTestMode.RecordMissing });
        var asked = bench.Server.Requests.Count;
        var replayed = await bench.RunAsync(new() { Missing = MissingCassette.Fail }, withModels: false);

        Assert.True(recorded.IsSuccess, Explain(recorded));
        Assert.True(replayed.IsSuccess, Explain(replayed));
        Assert.Equal((2, 2), (asked, bench.Server.Requests.Count));
        Assert.Equal(4, calls);
        Assert.Equal(SkillTestSource.Replay, replayed.Results[0].Runs[0].Source);
        Assert.Equal(recorded.Results[0].Runs[0].Cost, replayed.Results[0].Runs[0].RecordedCost);
        var cassette = await File.ReadAllTextAsync(Path.Combine(bench.CassetteFolder, "triage", "a-double-charge-is-billing.1.json"), TestContext.Current.CancellationToken);
        Assert.Equal(2, JsonElement.Parse(cassette).GetProperty("answers").GetArrayLength());
        Assert.Contains("A-2", cassette, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AToolThatAnswersOtherwiseMakesItsCassetteStale()
    {
        var state = "shipped";
        var tool = new SkillTool("look_up_order", "Looks up an order.", JsonElement.Parse("""{"type":"object"}"""), (_, _) => new(JsonElement.Parse($"\"{state}\"")));
        await using var bench = await Bench.StartAsync(Some.Triage.Replace("tests:", "tools: [look_up_order]\ntests:", StringComparison.Ordinal), Some.TwoCases, b => b.AddTool(tool));
        bench.Server.Enqueue(LoopbackReply.Calls(new LoopbackToolCall("look_up_order")), LoopbackReply.Of(Answer));
        await bench.RunAsync(new() { Mode = SkillTestMode.RecordMissing });
        state = "lost";

        var replayed = await bench.RunAsync(new() { Missing = MissingCassette.Fail }, withModels: false);

        Assert.False(replayed.IsSuccess);
        Assert.Equal(SkillTestFindingKind.Cassette, replayed.Results[0].Runs[0].Findings[0].Kind);
    }

    [Fact]
    public async Task NoSecretIsInACassetteOrReport()
    {
        await using var bench = await Bench.StartAsync(Some.Triage, Some.TwoCases);
        bench.Server.Reply($$"""{"queue":"key {{Bench.Key}} account ACC-9876 pin p7z! order AB-12345","urgency":4}""");
        var options = new SkillTestOptions { Mode = SkillTestMode.RecordAll, Redaction = new() { Secrets = ["p7z!"], Patterns = ["AB-[0-9]+"] } };

        var report = await bench.RunAsync(options);

        var files = Directory.GetFiles(bench.CassetteFolder, "*", SearchOption.AllDirectories);
        var texts = files.Select(File.ReadAllText).Append(SkillTestReports.ToJson(report)).Append(SkillTestReports.ToHtml(report)).Append(SkillTestReports.ToJUnit(report)).Append(SkillTestReports.ToMarkdown(report)).ToList();
        Assert.Single(files);
        Assert.All(texts, static text => Assert.All(new[] { Bench.Key, "ACC-9876", "p7z!", "AB-12345" }, secret => Assert.DoesNotContain(secret, text, StringComparison.Ordinal)));
        Assert.Contains("[secret]", texts[0], StringComparison.Ordinal);
        Assert.Contains("\n  \"skill\": \"triage\"", texts[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task ARedactedRecordingIsStillRecognized()
    {
        await using var bench = await Bench.StartAsync(Some.Triage, Some.TwoCases);
        bench.Server.Reply(Answer);
        await bench.RunAsync(new() { Mode = SkillTestMode.RecordMissing });

        var again = await bench.RunAsync(new() { Mode = SkillTestMode.RecordMissing });

        Assert.True(again.IsSuccess, Explain(again));
        Assert.Single(bench.Server.Requests);
    }

    [Fact]
    public async Task AChangedPromptMakesACassetteStaleAndRecordingReplacesIt()
    {
        await using var bench = await Bench.StartAsync(Some.Triage, Some.TwoCases);
        bench.Server.Reply(Answer);
        await bench.RunAsync(new() { Mode = SkillTestMode.RecordMissing });
        bench.Write(Some.Triage.Replace("Triage: {{", "Please triage: {{", StringComparison.Ordinal));

        var stale = await bench.RunAsync(new(), withModels: false);
        var again = await bench.RunAsync(new() { Mode = SkillTestMode.RecordMissing });
        var replayed = await bench.RunAsync(new(), withModels: false);

        var finding = Assert.Single(stale.Results[0].Runs[0].Findings);
        Assert.Equal(SkillTestFindingKind.Cassette, finding.Kind);
        Assert.Contains("--record all", finding.Got, StringComparison.Ordinal);
        Assert.Equal("cassettes/triage/a-double-charge-is-billing.1.json", Assert.Single(stale.StaleCassettes).File);
        Assert.True(again.IsSuccess, Explain(again));
        Assert.True(replayed.IsSuccess, Explain(replayed));
        Assert.Empty(replayed.StaleCassettes);
    }

    [Fact]
    public async Task CassettesWithoutACaseAreListedAndPruned()
    {
        await using var bench = await Bench.StartAsync(Some.Triage, Some.TwoCases);
        bench.Server.Reply(Answer);
        await bench.RunAsync(new() { Mode = SkillTestMode.RecordMissing });
        bench.Write(Some.Triage, Some.TwoCases.Replace("a double charge is billing", "a charge twice is billing", StringComparison.Ordinal));
        await using var runner = bench.Runner(new(), withModels: false);
        var library = new CassetteLibrary(runner);

        var listed = await library.ListAsync(runner.Engine.Catalog.Definitions, TestContext.Current.CancellationToken);
        var pruned = library.Prune(listed);

        Assert.Equal("a double charge is billing", Assert.Single(listed).Case);
        Assert.Equal("cassettes/triage/a-double-charge-is-billing.1.json", Assert.Single(pruned));
        Assert.Empty(Directory.GetFiles(bench.CassetteFolder, "*.json", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task AMissingCassetteFailsWithTheCommandThatRecordsIt()
    {
        await using var bench = await Bench.StartAsync(Some.Triage, Some.TwoCases);

        var report = await bench.RunAsync(new() { Missing = MissingCassette.Fail }, withModels: false);

        Assert.Equal([SkillTestOutcome.Failed, SkillTestOutcome.Passed], report.Results.Select(static r => r.Outcome));
        Assert.Contains("skills test triage#\"a double charge is billing\" --record missing", report.Results[0].Runs[0].Findings[0].Got, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ACassetteThatIsNoneFailsItsCaseOnly()
    {
        await using var bench = await Bench.StartAsync(Some.Triage, Some.TwoCases);
        Directory.CreateDirectory(Path.Combine(bench.CassetteFolder, "triage"));
        File.WriteAllText(Path.Combine(bench.CassetteFolder, "triage", "a-double-charge-is-billing.1.json"), "{ not json");

        var report = await bench.RunAsync(new(), withModels: false);

        Assert.Equal([SkillTestOutcome.Failed, SkillTestOutcome.Passed], report.Results.Select(static r => r.Outcome));
        Assert.Contains("is not a valid cassette", report.Results[0].Runs[0].Findings[0].Got, StringComparison.Ordinal);
    }

    [Fact]
    public async Task EachRepeatAndColumnHasItsOwnCassette()
    {
        await using var bench = await Bench.StartAsync(Some.Triage, Some.TwoCases);
        bench.Server.Respond(static request => LoopbackReply.Of($$"""{"queue":"billing","urgency":{{(request.Model == "good-model" ? 4 : 2)}}}"""));
        SkillTestTarget[] targets = [new() { Model = "good-model" }, new() { Model = "other-model" }];

        var recorded = await bench.RunAsync(new() { Mode = SkillTestMode.RecordMissing, Repeat = 2, Targets = targets });
        var replayed = await bench.RunAsync(new() { Repeat = 2, Targets = targets, Missing = MissingCassette.Fail }, withModels: false);

        Assert.True(recorded.IsSuccess, Explain(recorded));
        Assert.True(replayed.IsSuccess, Explain(replayed));
        Assert.Equal(4, Directory.GetFiles(bench.CassetteFolder, "*.json", SearchOption.AllDirectories).Length);
        Assert.Equal([4, 2], replayed.Results.Where(static r => r.Case.StartsWith("a double", StringComparison.Ordinal)).Select(static r => JsonElement.Parse(r.Runs[1].Output!).GetProperty("urgency").GetInt32()));
    }

    internal static string Explain(SkillTestReport report) =>
        string.Join("\n", report.Results.Select(static r => $"{r}: {string.Join("; ", r.Runs.SelectMany(static run => run.Findings.Select(static f => f.Describe()).Concat(run.Errors)))}"));
}
