using Skills.Cli.Tests.Support;

namespace Skills.Cli.Tests.Comparing;

public sealed class CompareTests
{
    private static readonly string Polite = SampleText.Greeting
        .Replace("You greet", "You politely greet", StringComparison.Ordinal)
        .Replace("- status: success", "- rendered-contains: politely", StringComparison.Ordinal)
        .Replace("version: 1.0.0", "version: 1.1.0", StringComparison.Ordinal);

    [Fact]
    public async Task TheWorkingCopyIsComparedWithARevisionOverTheSameCases()
    {
        using var place = new Workplace();
        place.Write("skills/greeting.skill.yaml", SampleText.Greeting);
        await GitRepository.InitAsync(place);
        place.Write("skills/greeting.skill.yaml", Polite);

        var result = (await place.RunAsync("eval", "greeting", "--against", "main")).Exits(0);

        Assert.Contains("main → working copy", result.Out, StringComparison.Ordinal);
        Assert.Contains("0/1", result.Out, StringComparison.Ordinal);
        Assert.Contains("1/1", result.Out, StringComparison.Ordinal);
        Assert.Contains("insufficient data", result.Out, StringComparison.Ordinal);
        Assert.Contains("+ skills/greeting.skill.yaml#Ada is greeted", result.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TwoColumnsOfOneRunAreCompared()
    {
        using var place = new Workplace();
        place.Write("skills/greeting.skill.yaml", LiveSkill.With(cases: 8));
        await using var server = await Models.ServeAsync(place);
        server.Respond(static r => Models.Greeting(r.Model == "good" ? "Hello" : "Go away"));

        var worse = (await place.RunAsync("eval", "--live", "--model", "local/good,local/bad", "-o", "json")).Exits(1).Json;

        Assert.Equal("worse", worse.GetProperty("rows")[0].GetProperty("verdict").GetString());
        Assert.Equal(8, worse.GetProperty("rows")[0].GetProperty("lost").GetArrayLength());
    }

    [Fact]
    public async Task AFileIsAVersionToo()
    {
        using var place = new Workplace();
        place.Write("skills/greeting.skill.yaml", Polite);
        place.Write("old/greeting.skill.yaml", SampleText.Greeting);

        var result = (await place.RunAsync("eval", "--against", "old/greeting.skill.yaml", "-o", "json")).Exits(0).Json;

        Assert.Equal(1, result.GetProperty("rows")[0].GetProperty("gained").GetArrayLength());
    }

    [Fact]
    public async Task NothingToCompareIsAUsageError()
    {
        using var place = new Workplace();
        place.Write("skills/greeting.skill.yaml", SampleText.Greeting);

        (await place.RunAsync("eval")).Exits(2);
    }

    [Fact]
    public async Task DiffShowsPromptLinesAndWhatTheSchemasMean()
    {
        using var place = new Workplace();
        place.Write("skills/greeting.skill.yaml", SampleText.Greeting);
        await GitRepository.InitAsync(place);
        var same = (await place.RunAsync("diff", "greeting", "--check")).Exits(0);

        place.Write("skills/greeting.skill.yaml", Polite.Replace("    times?: integer", "    times?: integer\n    title?: string", StringComparison.Ordinal).Replace("Greet {{ name }}", "Greet {{ title }} {{ name }}", StringComparison.Ordinal));
        var additive = (await place.RunAsync("diff", "greeting", "--check")).Exits(1);
        place.Write("skills/greeting.skill.yaml", SampleText.Greeting.Replace("greeting: string", "greeting: string\n    tone: string", StringComparison.Ordinal).Replace("    name: string\n", "", StringComparison.Ordinal).Replace("{{ name }}", "you", StringComparison.Ordinal).Replace("{ name: Ada }", "{ }", StringComparison.Ordinal).Replace("Hello, Ada!\" }", "Hello, Ada!\", tone: kind }", StringComparison.Ordinal));
        var breaking = (await place.RunAsync("diff", "greeting", "-o", "json")).Exits(0).Json;

        Assert.Contains("is the same as in HEAD", same.Error, StringComparison.Ordinal);
        Assert.Contains("- You greet people.", additive.Out, StringComparison.Ordinal);
        Assert.Contains("+ You politely greet people.", additive.Out, StringComparison.Ordinal);
        Assert.Contains("input schema: + title?", additive.Out, StringComparison.Ordinal);
        Assert.Contains("schemas: additive · raise the minor version", additive.Error, StringComparison.Ordinal);
        Assert.Equal("breaking", breaking.GetProperty("schemaImpact").GetString());
    }
}
