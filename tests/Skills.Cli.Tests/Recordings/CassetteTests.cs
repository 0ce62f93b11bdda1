using Skills.Cli.Tests.Support;

namespace Skills.Cli.Tests.Recordings;

public sealed class CassetteTests
{
    [Fact]
    public async Task ARecordedCaseReplaysWithoutNetworkUntilItsPromptChanges()
    {
        using var place = new Workplace();
        place.Write("skills/greeting.skill.yaml", LiveSkill.With(cases: 2, model: "claude-haiku-4-5"));
        await using (var server = await Models.ServeAsync(place, priced: true))
        {
            server.Reply("""{"greeting": "Hello"}""");
            (await place.RunAsync("test", "--record", "missing")).Exits(0);
            Assert.Equal(2, server.Requests.Count);
            (await place.RunAsync("test", "--record", "missing")).Exits(0);
            Assert.Equal(2, server.Requests.Count);
        }

        place.Variables.Clear();
        var replayed = (await place.RunAsync("test", "--missing", "fail")).Exits(0);
        (await place.RunAsync("cassettes", "list")).Exits(0);
        place.Write("skills/greeting.skill.yaml", LiveSkill.With(cases: 2, model: "claude-haiku-4-5").Replace("Greet {{", "Kindly greet {{", StringComparison.Ordinal));
        var stale = (await place.RunAsync("test")).Exits(1);
        var listed = (await place.RunAsync("cassettes", "list", "-o", "json")).Exits(1);

        Assert.Contains("replay 2", replayed.Error, StringComparison.Ordinal);
        Assert.Contains("The cassette is stale", stale.Out, StringComparison.Ordinal);
        Assert.Contains("--record all", stale.Out, StringComparison.Ordinal);
        Assert.Equal(2, listed.Json.GetArrayLength());
        Assert.Contains("skills/cassettes/greeting/", listed.Json[0].GetProperty("file").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task PruneDeletesOnlyWithYesAndOnlyWhatIsStale()
    {
        using var place = new Workplace();
        place.Write("skills/greeting.skill.yaml", LiveSkill.With(cases: 2));
        await using var server = await Models.ServeAsync(place);
        server.Reply("""{"greeting": "Hello"}""");
        (await place.RunAsync("test", "--record", "all")).Exits(0);
        place.Write("skills/greeting.skill.yaml", LiveSkill.With(cases: 1));

        var shown = (await place.RunAsync("cassettes", "prune")).Exits(0);
        Assert.Equal(2, Files());
        (await place.RunAsync("cassettes", "prune", "--yes")).Exits(0);

        Assert.Equal(1, Files());
        Assert.Contains("1 would be deleted", shown.Error, StringComparison.Ordinal);
        (await place.RunAsync("cassettes", "list")).Exits(0);

        int Files() => Directory.EnumerateFiles(Path.Combine(place.Folder, "skills", "cassettes"), "*.json", SearchOption.AllDirectories).Count();
    }

    [Fact]
    public async Task AKeyThatAModelRepeatsIsInNoRecordingAndNoReport()
    {
        using var place = new Workplace();
        place.Write("skills/greeting.skill.yaml", LiveSkill.With(cases: 1, model: "claude-haiku-4-5"));
        await using var server = await Models.ServeAsync(place, priced: true);
        server.Reply($$"""{"greeting": "Hello, your key is {{Models.Canary}}"}""");

        var run = (await place.RunAsync("test", "--record", "all", "--junit", "t.xml", "--html", "t.html", "--md", "t.md", "--json", "t.json")).Exits(0);

        Assert.DoesNotContain(Models.Canary, run.Out + run.Error, StringComparison.Ordinal);
        var files = Directory.EnumerateFiles(place.Folder, "*", SearchOption.AllDirectories).ToList();
        Assert.Contains(files, static f => f.Contains("cassettes", StringComparison.Ordinal));
        Assert.All(files, static f => Assert.DoesNotContain(Models.Canary, File.ReadAllText(f), StringComparison.Ordinal));
    }

    [Fact]
    public async Task WithoutARecordingTheCaseSaysHowToRecordIt()
    {
        using var place = new Workplace();
        place.Write("skills/greeting.skill.yaml", LiveSkill.With(cases: 1));

        var result = (await place.RunAsync("test", "--missing", "fail")).Exits(1);

        Assert.Contains("--record missing", result.Out, StringComparison.Ordinal);
        (await place.RunAsync("cassettes", "list")).Exits(5);
    }
}
