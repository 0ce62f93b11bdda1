using Skills.Cli.Tests.Support;

namespace Skills.Cli.Tests.Checking;

public sealed class ValidateTests
{
    [Fact]
    public async Task AnErrorIsShownWithPlaceCaretAndHint()
    {
        using var place = new Workplace();
        place.Write("skills/broken.skill.yaml", SampleText.Broken);

        var result = (await place.RunAsync("validate")).Exits(1);

        Assert.StartsWith("skills/broken.skill.yaml:8:21: error SK204: ", result.Out, StringComparison.Ordinal);
        Assert.Contains("Did you mean 'text'?", result.Out, StringComparison.Ordinal);
        Assert.Contains("^~~~", result.Out, StringComparison.Ordinal);
        Assert.Contains("0 skill(s) read, 1 file(s) refused: 1 error(s)", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SamplesAreWithoutFindings()
    {
        using var place = new Workplace();

        var result = (await place.RunAsync("validate", Workplace.Samples, "--fail-on", "info")).Exits(0);

        Assert.Empty(result.Out);
    }

    [Fact]
    public async Task AWarningFailsOnlyWhenAskedFor()
    {
        using var place = new Workplace();
        place.Write("skills/unused.skill.yaml", SampleText.Greeting.Replace("{% if times %} {{ times }} times{% endif %}", "", StringComparison.Ordinal));

        (await place.RunAsync("validate")).Exits(0);
        var strict = (await place.RunAsync("validate", "--fail-on", "warning")).Exits(1);

        Assert.Contains("warning SK205", strict.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GithubAnnotationsCannotBeForgedByAFile()
    {
        using var place = new Workplace();
        place.Write("skills/a,b.skill.yaml", SampleText.Broken.Replace("txet", "te%0Axt", StringComparison.Ordinal).Replace("{{ te%0Axt }}", "{{ txet }}", StringComparison.Ordinal));

        var result = (await place.RunAsync("validate", "--format", "github")).Exits(1);

        var line = Assert.Single(result.Out.Trim().Split('\n'));
        Assert.StartsWith("::error file=skills/a%2Cb.skill.yaml,line=8,col=21,title=SK204::", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SarifNamesRuleFileAndRegion()
    {
        using var place = new Workplace();
        place.Write("skills/broken.skill.yaml", SampleText.Broken);

        var run = (await place.RunAsync("validate", "--format", "sarif")).Exits(1).Json.GetProperty("runs")[0];

        var finding = run.GetProperty("results")[0];
        Assert.Equal("SK204", finding.GetProperty("ruleId").GetString());
        Assert.Equal("A template uses a name that nothing declares.", run.GetProperty("tool").GetProperty("driver").GetProperty("rules")[0].GetProperty("shortDescription").GetProperty("text").GetString());
        var location = finding.GetProperty("locations")[0].GetProperty("physicalLocation");
        Assert.Equal("skills/broken.skill.yaml", location.GetProperty("artifactLocation").GetProperty("uri").GetString());
        Assert.Equal((8, 21, 25), (Number("startLine"), Number("startColumn"), Number("endColumn")));

        int Number(string name) => location.GetProperty("region").GetProperty(name).GetInt32();
    }

    [Fact]
    public async Task JsonCountsAndListsFindings()
    {
        using var place = new Workplace();
        var file = place.Write("elsewhere/broken.skill.yaml", SampleText.Broken);

        var json = (await place.RunAsync("validate", file, "-o", "json")).Exits(1).Json;

        Assert.Equal(1, json.GetProperty("refused").GetInt32());
        Assert.Equal("elsewhere/broken.skill.yaml", json.GetProperty("findings")[0].GetProperty("file").GetString());
    }

    [Fact]
    public async Task AFileThatIsMissingExitsWithFive()
    {
        using var place = new Workplace();

        var result = (await place.RunAsync("validate", "nowhere.skill.yaml")).Exits(5);

        Assert.Contains("'nowhere.skill.yaml' does not exist", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WatchValidatesAgainAfterAChangeAndEndsWithCtrlC()
    {
        using var place = new Workplace();
        place.Write("skills/greeting.skill.yaml", SampleText.Greeting);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        using var output = new StringWriter();
        var writer = TextWriter.Synchronized(output);
        var host = new Shell.CliHost { Folder = place.Folder, In = TextReader.Null, Out = writer, Error = writer, Variables = place.Variables };

        var run = App.SkillsProgram.RunAsync(["validate", "--watch"], host, stop.Token);
        await Eventually.HoldsAsync(() => Written().Contains("Waiting for changes", StringComparison.Ordinal), "The command did not wait for changes.");
        place.Write("skills/broken.skill.yaml", SampleText.Broken);
        await Eventually.HoldsAsync(() => Written().Contains("SK204", StringComparison.Ordinal), "The change was not seen.");
        await stop.CancelAsync();

        Assert.Equal(1, await Eventually.EndsAsync(run));

        string Written()
        {
            lock (writer)
            {
                return output.ToString();
            }
        }
    }
}
