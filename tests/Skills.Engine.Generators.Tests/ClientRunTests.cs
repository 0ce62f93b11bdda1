using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Skills.Engine.Testing;

namespace Skills.Engine.Generators.Tests;

[SkillFile("triage.skill.yaml")]
public sealed partial class Triage;

[SkillFile("Skills/motto.skill.yaml")]
public sealed partial class Motto;

/// <summary>Clients that were generated for this project, run against the loopback server.</summary>
public sealed class ClientRunTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task AClientWritesItsInputsAndReadsItsOutputs()
    {
        await using var run = await Run.StartAsync("""{"category":"how-to","urgency":2}""");

        var result = await run.Get<Triage>().ExecuteAsync(new() { Text = "How do I sign in?", Product = Triage.InputProduct.Mobile }, cancellationToken: Token);

        Assert.Equal((Triage.OutputCategory.HowTo, 2), (result.Value.Category, result.Value.Urgency));
        Assert.Equal("Triage How do I sign in? of mobile.", result.RenderedPrompt);
    }

    [Fact]
    public async Task AnInputThatIsNotGivenIsNotSent()
    {
        await using var run = await Run.StartAsync("""{"category":"billing","urgency":2}""");

        var result = await run.Get<Triage>().ExecuteAsync(new() { Text = "Twice" }, cancellationToken: Token);

        Assert.Equal("""{"text":"Twice"}""", result.Inputs.ToString());
    }

    [Fact]
    public async Task AStreamEndsWithAResultThatTheClientReads()
    {
        await using var run = await Run.StartAsync("""{"category":"billing","urgency":5}""");
        SkillEvent? last = null;
        await foreach (var happened in run.Get<Triage>().StreamAsync(new() { Text = "Twice" }, cancellationToken: Token))
        {
            last = happened;
        }

        Assert.Equal(5, Triage.Read(Assert.IsType<SkillResultEvent>(last).Result).Value.Urgency);
    }

    [Fact]
    public async Task ATextSkillGivesItsText()
    {
        await using var run = await Run.StartAsync("Onward.");

        Assert.Equal("Onward.", (await run.Get<Motto>().ExecuteAsync(cancellationToken: Token)).Value);
    }

    [Fact]
    public async Task EveryShapeKeepsItsValue()
    {
        const string Reply = """
            {"id":"0e984725-c51c-4bf4-9960-e1c80e27aba0","day":"2026-02-28","at":"2026-02-28T10:15:00.5+02:00","wait":"P1DT2H","link":"https://example.org/a?b=c",
             "mode":null,"count":10,"big":9007199254740993,"share":0.1,"price":19.99,"flag":false,"maybe":null,
             "parts":[{"name":"a","parts":[{"name":"b"}]}],"scores":{"x_y":1,"None":null},"matrix":[[1.5,2],[]],"free":{"any":[1]},"levels":[1,3],"more_of":7}
            """;
        await using var run = await Run.StartAsync(Reply);
        var id = Guid.Parse("0e984725-c51c-4bf4-9960-e1c80e27aba0");

        var result = await run.Get<EveryShape>().ExecuteAsync(
            new()
            {
                Id = id,
                Day = new(2026, 2, 28),
                At = new(2026, 2, 28, 10, 15, 0, TimeSpan.FromHours(2)),
                Wait = TimeSpan.FromHours(26),
                Link = new("https://example.org/a?b=c"),
                Mode = EveryShape.InputMode.VerySlow,
                Count = 10,
                Big = 9007199254740993,
                Share = 0.1,
                Price = 19.99m,
                Maybe = null,
                Parts = [new() { Name = "a", Parts = [new() { Name = "b" }] }],
                Scores = new Dictionary<string, long?> { ["x_y"] = 1, ["None"] = null },
                Matrix = [[1.5, 2], []],
                Free = JsonElement.Parse("""{"any":[1]}"""),
            },
            cancellationToken: Token);

        Assert.Equal(
            """{"id":"0e984725-c51c-4bf4-9960-e1c80e27aba0","day":"2026-02-28","at":"2026-02-28T10:15:00+02:00","wait":"P1DT2H","link":"https://example.org/a?b=c","mode":"very-slow","count":10,"big":9007199254740993,"share":0.1,"price":19.99,"flag":true,"maybe":null,"parts":[{"name":"a","parts":[{"name":"b"}]}],"scores":{"x_y":1,"None":null},"matrix":[[1.5,2],[]],"free":{"any":[1]}}""",
            Sorted(result.Inputs!.Value, "id day at wait link mode count big share price flag maybe parts scores matrix free"));
        var output = result.Value;
        Assert.Equal((id, new DateOnly(2026, 2, 28), TimeSpan.FromHours(26)), (output.Id, output.Day, output.Wait));
        Assert.Equal(new DateTimeOffset(2026, 2, 28, 10, 15, 0, 500, TimeSpan.FromHours(2)), output.At);
        Assert.Equal(("https://example.org/a?b=c", 10, 9007199254740993, 0.1, 19.99m), (output.Link.OriginalString, output.Count, output.Big, output.Share, output.Price));
        Assert.False(output.Flag);
        Assert.Null(output.Mode);
        Assert.Null(output.Maybe);
        Assert.Equal("b", output.Parts[0].Parts![0].Name);
        Assert.Equal((1L, null), (output.Scores["x_y"], output.Scores["None"]));
        Assert.Equal([1.5, 2], output.Matrix[0]);
        Assert.Equal("""{"any":[1]}""", output.Free.GetRawText());
        Assert.Equal([1L, 3L], output.Levels);
        Assert.Null(output.Note);
        Assert.Equal(7, Assert.Single(output.AdditionalProperties!).Value);
    }

    [Fact]
    public void AnOutputThatDoesNotFitIsAnErrorWithItsPath()
    {
        var result = new SkillResult { ExecutionId = "1", SkillId = "triage", SkillVersion = "0.0.0", SkillHash = "", Status = ExecutionStatus.Success, Outputs = JsonElement.Parse("""{"category":"refund","extra":1}""") };

        var read = Triage.Read(result);

        Assert.Equal(ExecutionStatus.Failed, read.Status);
        Assert.Equal([("output.type", "/category"), ("output.type", "/urgency")], read.Errors.Select(static e => (e.Code, e.Path)));
        Assert.DoesNotContain("refund", string.Concat(read.Errors), StringComparison.Ordinal);
    }

    [Fact]
    public void AMemberThatTheClientDoesNotKnowIsNamedInAWarning()
    {
        var result = new SkillResult { ExecutionId = "1", SkillId = "triage", SkillVersion = "0.0.0", SkillHash = "", Status = ExecutionStatus.Success, Outputs = JsonElement.Parse("""{"category":"billing","urgency":1,"a/b":1}""") };

        Assert.Contains("'/a~1b'", Assert.Single(Triage.Read(result).Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void ToStringHasNoContent() => Assert.Equal("Input", new Triage.Input { Text = "secret" }.ToString());

    [Fact]
    public void TheRecordsHaveTheSameJsonThroughTheSerializer()
    {
        var json = JsonSerializer.Serialize(new Triage.Output { Category = Triage.OutputCategory.HowTo, Urgency = 3 });

        Assert.Equal("""{"category":"how-to","urgency":3}""", json);
        Assert.Equal(Triage.OutputCategory.HowTo, JsonSerializer.Deserialize<Triage.Output>(json)!.Category);
    }

    [Fact]
    public void TheReferenceIsCompatibleWithTheCompiledVersion() =>
        Assert.Equal(("every-shape@^1.4.0", "triage"), (EveryShape.SkillReference, Triage.SkillReference));

    private static string Sorted(JsonElement value, string names) => "{" + string.Join(',', names.Split(' ').Select(n => $"\"{n}\":{value.GetProperty(n).GetRawText()}")) + "}";

    private sealed class Run(LoopbackProviderServer server, ServiceProvider provider) : IAsyncDisposable
    {
        public static async Task<Run> StartAsync(string reply)
        {
            var server = await LoopbackProviderServer.StartAsync();
            server.Enqueue(reply);
            var services = new ServiceCollection();
            services.AddSkillsEngine()
                .AddAnthropic(o => { o.ApiKey = "any"; o.BaseUrl = server.AnthropicUrl; })
                .AddSkillsFromDirectory(Path.Combine(AppContext.BaseDirectory, "Skills"))
                .AddSkillClients();
            return new(server, services.BuildServiceProvider());
        }

        public T Get<T>() where T : notnull => provider.GetRequiredService<T>();

        public async ValueTask DisposeAsync()
        {
            await provider.DisposeAsync();
            await server.DisposeAsync();
        }
    }
}
