using System.Xml.Linq;
using Skills.Cli.Tests.Support;
using Skills.Engine;
using Skills.Engine.Testing;

namespace Skills.Cli.Tests.Testing;

public sealed class TestCommandTests
{
    [Fact]
    public async Task EveryCaseOfTheSamplesPassesWithoutNetwork()
    {
        using var place = new Workplace();

        var result = (await place.RunAsync("test", Workplace.Samples)).Exits(0);

        Assert.Equal(18, result.Out.Split('\n').Count(static l => l.Length > 0 && !l.StartsWith(' ')));
        Assert.Contains("0 failed, 0 flaky", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("live", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AFailedCaseShowsPathExpectedGotPlaceAndTheCommandToRepeatIt()
    {
        using var place = new Workplace();
        place.Write("prompts/greeting.skill.yaml", SampleText.Greeting.Replace("contains: Ada", "equals: Good day", StringComparison.Ordinal));

        var result = (await place.RunAsync("test", "prompts")).Exits(1);

        Assert.Contains("✗ Ada is greeted", result.Out, StringComparison.Ordinal);
        Assert.Contains("$.greeting expected", result.Out, StringComparison.Ordinal);
        Assert.Contains("Good day", result.Out, StringComparison.Ordinal);
        Assert.Contains("Hello, Ada!", result.Out, StringComparison.Ordinal);
        Assert.Contains("   prompts/greeting.skill.yaml:", result.Out, StringComparison.Ordinal);
        Assert.Contains("again: skills test greeting#\"Ada is greeted\" --dir prompts", result.Out, StringComparison.Ordinal);
        (await place.RunAsync("test", "greeting#Ada is greeted", "--dir", "prompts")).Exits(1);
    }

    [Fact]
    public async Task ReportsAreWrittenInEachForm()
    {
        using var place = new Workplace();
        place.Write("skills/greeting.skill.yaml", SampleText.Greeting.Replace("contains: Ada", "equals: Good day", StringComparison.Ordinal));
        place.Write("summary.md", "before\n");

        (await place.RunAsync("test", "--junit", "out/t.xml", "--md", "summary.md", "--html", "out/t.html", "--json", "out/t.json")).Exits(1);

        var suite = XDocument.Parse(place.Read("out/t.xml")).Descendants("testsuite").Single();
        Assert.Equal("1", suite.Attribute("failures")!.Value);
        Assert.StartsWith("before\n", place.Read("summary.md"), StringComparison.Ordinal);
        Assert.Contains("Ada is greeted", place.Read("summary.md"), StringComparison.Ordinal);
        Assert.Contains("<html", place.Read("out/t.html"), StringComparison.Ordinal);
        Assert.Contains("Ada is greeted", place.Read("out/t.json"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task GithubAnnotationsNameFileAndLine()
    {
        using var place = new Workplace();
        place.Write("skills/greeting.skill.yaml", SampleText.Greeting.Replace("contains: Ada", "equals: Good day", StringComparison.Ordinal));

        var result = (await place.RunAsync("test", "--github")).Exits(1);

        Assert.StartsWith("::error file=skills/greeting.skill.yaml,line=", result.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AFlakyCaseIsOneRowWithItsRateAndPassesAboveTheLeastRate()
    {
        using var place = new Workplace();
        place.Write("skills/greeting.skill.yaml", LiveSkill.With(cases: 1));
        await using var server = await Models.ServeAsync(place);
        string[] command = ["test", "--live", "--repeat", "5", "--parallel", "1"];

        server.Enqueue([Models.Greeting("Hello"), Models.Greeting("Hello"), Models.Greeting("Go away"), Models.Greeting("Hello"), Models.Greeting("Hello")]);
        var strict = (await place.RunAsync(command)).Exits(1);
        server.Enqueue([Models.Greeting("Hello"), Models.Greeting("Hello"), Models.Greeting("Go away"), Models.Greeting("Hello"), Models.Greeting("Hello")]);
        (await place.RunAsync([.. command, "--min-pass-rate", "0.8"])).Exits(0);

        Assert.Contains("~ person 1 is greeted", strict.Out, StringComparison.Ordinal);
        Assert.Contains("live 4/5", strict.Out, StringComparison.Ordinal);
        Assert.Contains("2 distinct answers", strict.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TheBudgetStopsTheRunWithFour()
    {
        using var place = new Workplace();
        place.Write("skills/greeting.skill.yaml", LiveSkill.With(cases: 6, model: "claude-haiku-4-5"));
        await using var server = await Models.ServeAsync(place, priced: true);
        server.Respond(static _ => Models.Greeting("Hello", new() { InputUncached = 100_000, OutputVisible = 10 }));

        var result = (await place.RunAsync("test", "--live", "--parallel", "1", "--max-cost", "0.15")).Exits(4);

        Assert.Contains("budget", result.Error, StringComparison.OrdinalIgnoreCase);
        Assert.InRange(server.Requests.Count, 1, 3);
        Assert.DoesNotContain(Models.Canary, result.Out + result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ACanceledRunLeavesItsReportAndExitsWith130()
    {
        using var place = new Workplace();
        place.Write("skills/greeting.skill.yaml", LiveSkill.With(cases: 3));
        await using var server = await Models.ServeAsync(place);
        server.Enqueue(Models.Greeting("Hello"), LoopbackReply.Hangs(), LoopbackReply.Hangs());
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);

        var run = place.RunAsync(stop.Token, "test", "--live", "--parallel", "1", "--json", "partial.json");
        await Eventually.HoldsAsync(() => server.Requests.Count == 2, "The second case did not begin.");
        await stop.CancelAsync();
        var result = (await Eventually.EndsAsync(run)).Exits(130);

        Assert.Contains("1 passed", result.Error, StringComparison.Ordinal);
        Assert.Contains("2 not run", result.Error, StringComparison.Ordinal);
        Assert.Contains("person 1 is greeted", place.Read("partial.json"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AProviderThatFailsIsNotAFailureOfTheSkill()
    {
        using var place = new Workplace();
        place.Write("skills/greeting.skill.yaml", LiveSkill.With(cases: 1));
        await using var server = await Models.ServeAsync(place);
        server.Respond(static _ => LoopbackReply.Fails(ModelErrorKind.Auth));

        var result = (await place.RunAsync("test", "--live")).Exits(4);

        Assert.Contains("! person 1 is greeted", result.Out, StringComparison.Ordinal);
        Assert.Contains("1 without an answer", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AGridRunsEachCaseForEachColumn()
    {
        using var place = new Workplace();
        place.Write("skills/greeting.skill.yaml", LiveSkill.With(cases: 1));
        await using var server = await Models.ServeAsync(place);
        server.Reply("""{"greeting": "Hello"}""");

        var result = (await place.RunAsync("test", "--live", "--model", "local/a,local/b")).Exits(0);

        Assert.Contains("person 1 is greeted [local/a]", result.Out, StringComparison.Ordinal);
        Assert.Contains("person 1 is greeted [local/b]", result.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--dry", "--live")]
    [InlineData("--repeat", "0")]
    [InlineData("--min-pass-rate", "2")]
    [InlineData("--temperature", "hot")]
    [InlineData("--max-cost", "-1")]
    public async Task OptionsOutOfTheirRangeAreUsageErrors(string first, string second)
    {
        using var place = new Workplace();
        place.Write("skills/greeting.skill.yaml", SampleText.Greeting);

        (await place.RunAsync("test", first, second)).Exits(2);
    }

    [Fact]
    public async Task ABrokenFileFailsTheRunAlthoughTheOthersPass()
    {
        using var place = new Workplace();
        place.Write("skills/greeting.skill.yaml", SampleText.Greeting);
        place.Write("skills/broken.skill.yaml", SampleText.Broken);

        var all = (await place.RunAsync("test")).Exits(3);
        (await place.RunAsync("test", "greeting")).Exits(0);
        (await place.RunAsync("test", "broken")).Exits(3);

        Assert.Contains("1 passed", all.Error, StringComparison.Ordinal);
        Assert.Contains("skills/broken.skill.yaml has errors", all.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ANameThatMatchesNoCaseExitsWithFive()
    {
        using var place = new Workplace();
        place.Write("skills/greeting.skill.yaml", SampleText.Greeting);

        var result = (await place.RunAsync("test", "greeting#no such case")).Exits(5);

        Assert.Contains("No case matches 'greeting#no such case'", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ABaselineAcceptsKnownFailuresAndRefusesNewOnes()
    {
        using var place = new Workplace();
        var failing = SampleText.Greeting.Replace("contains: Ada", "equals: Good day", StringComparison.Ordinal);
        place.Write("skills/greeting.skill.yaml", failing);

        (await place.RunAsync("test", "--baseline", "known.json")).Exits(3);
        (await place.RunAsync("test", "--baseline", "known.json", "--write-baseline")).Exits(0);
        (await place.RunAsync("test", "--baseline", "known.json")).Exits(0);
        place.Write("skills/greeting.skill.yaml", SampleText.Greeting);
        (await place.RunAsync("test", "--baseline", "known.json", "--write-baseline")).Exits(0);
        place.Write("skills/greeting.skill.yaml", failing);
        var regressed = (await place.RunAsync("test", "--baseline", "known.json")).Exits(1);

        Assert.Contains("Regressed: greeting#Ada is greeted", regressed.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OnlyChangedSkillsRunWithChanged()
    {
        using var place = new Workplace();
        place.Write("skills/greeting.skill.yaml", SampleText.Greeting);
        place.Write("skills/other.skill.yaml", SampleText.Greeting.Replace("name: greeting", "name: other", StringComparison.Ordinal));
        await GitRepository.InitAsync(place);

        var none = (await place.RunAsync("test", "--changed", "HEAD")).Exits(0);
        place.Write("skills/other.skill.yaml", place.Read("skills/other.skill.yaml").Replace("You greet", "You politely greet", StringComparison.Ordinal));
        var one = (await place.RunAsync("test", "--changed", "main")).Exits(0);
        var unknown = (await place.RunAsync("test", "--changed", "no-such-branch")).Exits(2);

        Assert.Contains("No skill differs from HEAD", none.Error, StringComparison.Ordinal);
        Assert.StartsWith("other 1.0.0", one.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("greeting 1.0.0", one.Out, StringComparison.Ordinal);
        Assert.Contains("Git knows no revision 'no-such-branch'", unknown.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AChangedTestRunsItsSkill()
    {
        using var place = new Workplace();
        place.Write("skills/greeting.skill.yaml", SampleText.Greeting);
        await GitRepository.InitAsync(place);
        place.Write("skills/greeting.skill.yaml", SampleText.Greeting.Replace("Ada is greeted", "Ada is greeted by name", StringComparison.Ordinal));

        var result = (await place.RunAsync("test", "--changed", "HEAD")).Exits(0);

        Assert.Contains("Ada is greeted by name", result.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task JsonIsTheWholeReport()
    {
        using var place = new Workplace();
        place.Write("skills/greeting.skill.yaml", SampleText.Greeting);

        var json = (await place.RunAsync("test", "-o", "json")).Exits(0).Json;

        Assert.Equal("greeting", json.GetProperty("results")[0].GetProperty("skill").GetString());
    }
}
