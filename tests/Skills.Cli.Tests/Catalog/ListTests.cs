using Skills.Cli.Tests.Support;

namespace Skills.Cli.Tests.Catalog;

public sealed class ListTests
{
    [Fact]
    public async Task EverySampleSkillIsListedOnTheStandardOutput()
    {
        using var place = new Workplace();

        var result = (await place.RunAsync("list", "--dir", Workplace.Samples)).Exits(0);

        Assert.Equal(19, result.Out.Trim().Split('\n').Length);
        Assert.Contains("ticket-triage", result.Out, StringComparison.Ordinal);
        Assert.Contains("18 skill(s) read, 0 file(s) refused", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ABrokenFileIsCountedAndNamedAndFailsTheCommand()
    {
        using var place = new Workplace();
        place.Write("skills/greeting.skill.yaml", SampleText.Greeting);
        place.Write("skills/broken.skill.yaml", SampleText.Broken);

        var result = (await place.RunAsync("list")).Exits(3);

        Assert.Contains("greeting", result.Out, StringComparison.Ordinal);
        Assert.Contains("1 skill(s) read, 1 file(s) refused", result.Error, StringComparison.Ordinal);
        Assert.Contains("skills/broken.skill.yaml is refused", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AFolderOfFilesWithoutAProjectIsEnough()
    {
        using var place = new Workplace();
        place.Write("greeting.skill.yaml", SampleText.Greeting);

        var result = (await place.RunAsync("list", "-o", "jsonl", "-q")).Exits(0);

        Assert.Equal("greeting", result.Json.GetProperty("name").GetString());
        Assert.Equal("greeting.skill.yaml", result.Json.GetProperty("path").GetString());
        Assert.Empty(result.Error);
    }

    [Fact]
    public async Task FoldersOfTheConfigurationAreReadFromTheConfigurationsFolder()
    {
        using var place = new Workplace();
        place.Write("app/prompts/greeting.skill.yaml", SampleText.Greeting);
        place.Write("app/appsettings.json", """{ "SkillsEngine": { "Definitions": { "Directories": ["prompts"] } } }""");

        var result = (await place.RunAsync("list", "--config", "app", "-o", "json")).Exits(0);

        Assert.Equal("app/prompts/greeting.skill.yaml", result.Json[0].GetProperty("path").GetString());
    }

    [Fact]
    public async Task AFilterThatFitsNothingExitsWithFive()
    {
        using var place = new Workplace();
        place.Write("greeting.skill.yaml", SampleText.Greeting);

        var result = (await place.RunAsync("list", "nothing-like-that")).Exits(5);

        Assert.Empty(result.Out);
    }

    [Fact]
    public async Task ATerminalGetsABorderedTable()
    {
        using var place = new Workplace { IsTerminal = true };
        place.Write("greeting.skill.yaml", SampleText.Greeting);

        var colored = (await place.RunAsync("list")).Exits(0);
        place.Variables["NO_COLOR"] = "1";
        var plain = (await place.RunAsync("list")).Exits(0);

        Assert.Contains("╭", colored.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("╭", plain.Out, StringComparison.Ordinal);
        Assert.DoesNotContain('\e', plain.Out);
    }
}
