using System.Text.Json;
using System.Xml.Linq;
using Skills.Cli.Tests.Support;

namespace Skills.Cli.Tests.Actions;

/// <summary>The scripts of <c>.github/actions/skills-test</c>, run in bash with the real program.</summary>
public sealed class ActionTests
{
    [Fact]
    public async Task PassingSkillsLeaveTheReportTheSummaryAndTheFindings()
    {
        using var action = Start(("sarif", "skills.sarif"), ("missing", "dryrun"));
        action.Place.Write("skills/greeting.skill.yaml", SampleText.Greeting);

        var (step, result) = await action.RunAsync();

        result.Exits(0);
        Assert.Equal("Test", step);
        Assert.Equal("1", XDocument.Parse(action.Place.Read(action.Output("junit"))).Root!.Attribute("tests")!.Value);
        Assert.Contains("1 passed", action.Summary, StringComparison.Ordinal);
        Assert.Equal("2.1.0", JsonElement.Parse(action.Place.Read("skills.sarif")).GetProperty("version").GetString());
        Assert.StartsWith("dotnet tool install Skills.Cli --tool-path ", action.Calls, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ABrokenFileIsAnnotatedAndEndsTheJobBeforeTheTests()
    {
        using var action = Start(("sarif", "skills.sarif"));
        action.Place.Write("skills/broken.skill.yaml", SampleText.Broken);

        var (step, result) = await action.RunAsync();

        Assert.Equal("Validate", step);
        result.Exits(1);
        Assert.Contains("::error file=skills/broken.skill.yaml,line=", result.Out, StringComparison.Ordinal);
        Assert.Contains("SK204", action.Place.Read("skills.sarif"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ACaseWithoutARecordingFailsWithTheCommandThatRecordsIt()
    {
        using var action = Start();
        action.Place.Write("skills/greeting.skill.yaml", LiveSkill.With(cases: 1));

        var (step, result) = await action.RunAsync();

        Assert.Equal("Test", step);
        result.Exits(1);
        Assert.Contains("::error file=skills/greeting.skill.yaml", result.Out, StringComparison.Ordinal);
        Assert.Contains("--record missing", result.Out, StringComparison.Ordinal);
        Assert.Contains("person 1 is greeted", action.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OnlySkillsThatDifferFromTheRevisionAreTested()
    {
        using var action = Start(("changed", "main"), ("folder", "prompt files"), ("junit", "out put.xml"));
        action.Place.Write("prompt files/greeting.skill.yaml", SampleText.Greeting);
        action.Place.Write("prompt files/other.skill.yaml", LiveSkill.With(cases: 1).Replace("name: greeting", "name: other", StringComparison.Ordinal));
        await GitRepository.InitAsync(action.Place);
        action.Place.Write("prompt files/greeting.skill.yaml", SampleText.Greeting.Replace("You greet people.", "You greet all people.", StringComparison.Ordinal));

        var (_, result) = await action.RunAsync();

        result.Exits(0);
        Assert.Equal("1", XDocument.Parse(action.Place.Read("out put.xml")).Root!.Attribute("tests")!.Value);
    }

    [Fact]
    public async Task TheToolOfTheManifestIsTaken()
    {
        using var action = Start();
        action.Place.Write("skills/greeting.skill.yaml", SampleText.Greeting);
        action.Place.Write(".config/dotnet-tools.json", """{ "version": 1, "isRoot": true, "tools": { "skills.cli": { "version": "0.2.0", "commands": ["skills"] } } }""");

        var (step, result) = await action.RunAsync();

        result.Exits(0);
        Assert.Equal("Test", step);
        Assert.StartsWith("dotnet tool restore\ndotnet tool run skills -- validate skills", action.Calls, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AVersionThatIsNamedWinsOverTheManifest()
    {
        using var action = Start(("version", "0.1.7"));
        action.Place.Write("skills/greeting.skill.yaml", SampleText.Greeting);
        action.Place.Write(".config/dotnet-tools.json", """{ "version": 1, "isRoot": true, "tools": { "skills.cli": { "version": "0.2.0", "commands": ["skills"] } } }""");

        (await action.RunAsync()).Result.Exits(0);

        Assert.EndsWith(" --version 0.1.7\n", action.Calls, StringComparison.Ordinal);
    }

    private static ActionRun Start(params (string Name, string Value)[] inputs)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The scripts run in bash.");
        return new(inputs);
    }
}
