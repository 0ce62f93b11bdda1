using System.Text.Json;
using Skills.Cli.Tests.Support;
using Skills.Engine;
using Skills.Engine.Testing;

namespace Skills.Cli.Tests.Batching;

public sealed class BatchTests
{
    [Fact]
    public async Task EveryLineIsRunAndALaterRunGoesOn()
    {
        using var place = new Workplace();
        place.Write("skills/greeting.skill.yaml", LiveSkill.With(cases: 1));
        place.Write("people.jsonl", "{\"name\": \"Ada\"}\n\n{\"name\": \"Grace\"}\n{\"name\": \"Edsger\"}\n");
        await using var server = await Models.ServeAsync(place);
        server.Enqueue(Models.Greeting("Hello"), LoopbackReply.Of("not an object"), Models.Greeting("Hello"), Models.Greeting("Hello again"));
        string[] command = ["batch", "greeting", "--in", "people.jsonl", "--out", "results.jsonl", "--parallel", "1"];

        var first = (await place.RunAsync(command)).Exits(1);
        var second = (await place.RunAsync(command)).Exits(0);
        var third = (await place.RunAsync(command)).Exits(0);

        Assert.Contains("2 succeeded, 1 failed, 0 done before", first.Error, StringComparison.Ordinal);
        Assert.Contains("1 succeeded, 0 failed, 2 done before", second.Error, StringComparison.Ordinal);
        Assert.Contains("0 succeeded, 0 failed, 3 done before", third.Error, StringComparison.Ordinal);
        Assert.Equal(4, server.Requests.Count);
        Assert.Equal([1, 2, 3], Lines(place).Select(static l => l.GetProperty("row").GetInt32()));
    }

    [Fact]
    public async Task CsvCellsAreReadByTheInputSchema()
    {
        using var place = new Workplace();
        place.Write("skills/greeting.skill.yaml", SampleText.Greeting);
        place.Write("people.csv", "name,times\r\n\"Ada, \"\"the first\"\"\",3\r\nGrace,\r\n");

        (await place.RunAsync("batch", "greeting", "--in", "people.csv", "--out", "out/results.jsonl", "--dry")).Exits(0);

        Assert.Equal(2, place.Read("out/results.jsonl").Trim().Split('\n').Length);
    }

    [Theory]
    [InlineData("people.txt", "name\nAda", 2, "'.TXT' files are not read")]
    [InlineData("people.csv", "name,times\nAda", 3, "has 1 cells, and the header has 2")]
    [InlineData("people.csv", "name\n\"Ada", 3, "is not closed")]
    [InlineData("people.csv", "name\n\"Ada\" x", 3, "goes on after its closing quote")]
    [InlineData("people.jsonl", "[1]", 3, "Row 1 of 'people.jsonl' is not a JSON object")]
    public async Task AFileThatCannotBeReadIsRefused(string file, string text, int exit, string message)
    {
        using var place = new Workplace();
        place.Write("skills/greeting.skill.yaml", SampleText.Greeting);
        place.Write(file, text);

        var result = (await place.RunAsync("batch", "greeting", "--in", file, "--out", "results.jsonl", "--dry")).Exits(exit);

        Assert.Contains(message, result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AFileThatIsNoResultIsNotAppendedTo()
    {
        using var place = new Workplace();
        place.Write("skills/greeting.skill.yaml", SampleText.Greeting);
        place.Write("people.jsonl", "{\"name\": \"Ada\"}\n");

        (await place.RunAsync("batch", "greeting", "--in", "people.jsonl", "--out", "people.jsonl", "--dry")).Exits(3);

        Assert.Equal("{\"name\": \"Ada\"}\n", place.Read("people.jsonl"));
    }

    [Fact]
    public async Task TheBudgetStopsTheBatchWithFour()
    {
        using var place = new Workplace();
        place.Write("skills/greeting.skill.yaml", LiveSkill.With(cases: 1, model: "claude-haiku-4-5"));
        place.Write("people.jsonl", string.Concat(Enumerable.Range(1, 5).Select(static n => $"{{\"name\": \"Person {n}\"}}\n")));
        await using var server = await Models.ServeAsync(place, priced: true);
        server.Respond(static _ => Models.Greeting("Hello", new TokenUsage { InputUncached = 100_000, OutputVisible = 10 }));

        var result = (await place.RunAsync("batch", "greeting", "--in", "people.jsonl", "--out", "results.jsonl", "--parallel", "1", "--max-cost", "0.15")).Exits(4);

        Assert.Contains("The budget of $0.1500 is used", result.Error, StringComparison.Ordinal);
        Assert.InRange(server.Requests.Count, 1, 4);
    }

    [Fact]
    public async Task StatusRedriveAndCancelFindTheBatchByItsResults()
    {
        using var place = new Workplace();
        place.Write("skills/greeting.skill.yaml", LiveSkill.With(cases: 1));
        place.Write("people.jsonl", "{\"name\": \"Ada\"}\n{\"name\": \"Grace\"}\n");
        await using var server = await Models.ServeAsync(place);
        server.Enqueue(Models.Greeting("Hello"), LoopbackReply.Of("not an object"));
        (await place.RunAsync("batch", "greeting", "--in", "people.jsonl", "--out", "results.jsonl", "--parallel", "1")).Exits(1);

        var status = (await place.RunAsync("batch", "status", "--out", "results.jsonl")).Exits(0);
        (await place.RunAsync("batch", "redrive", "--out", "results.jsonl")).Exits(0);
        (await place.RunAsync("batch", "cancel", "--out", "results.jsonl")).Exits(0);
        var again = (await place.RunAsync("batch", "greeting", "--in", "people.jsonl", "--out", "results.jsonl")).Exits(3);
        (await place.RunAsync("batch", "status", "--out", "other.jsonl")).Exits(5);
        (await place.RunAsync("batch", "status")).Exits(2);
        (await place.RunAsync("batch", "status", "--out", "results.jsonl", "--run", "people")).Exits(2);
        (await place.RunAsync("batch", "delete", "--out", "results.jsonl")).Exits(0);
        var deleted = (await place.RunAsync("batch", "delete", "--out", "results.jsonl")).Exits(5);

        Assert.Contains("1 succeeded, 1 failed, 0 waiting", status.Out, StringComparison.Ordinal);
        Assert.Contains("1 × output.", status.Out, StringComparison.Ordinal);
        Assert.Contains("was canceled", again.Error, StringComparison.Ordinal);
        Assert.Contains("There is no run", deleted.Error, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(place.Folder, "results.jsonl")));
    }

    private static IEnumerable<JsonElement> Lines(Workplace place) => place.Read("results.jsonl").Trim().Split('\n').Select(static l => JsonElement.Parse(l));
}
