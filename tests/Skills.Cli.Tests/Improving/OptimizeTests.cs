using System.Text;
using Skills.Cli.Tests.Support;
using Skills.Engine;
using Skills.Engine.Testing;

namespace Skills.Cli.Tests.Improving;

/// <summary>A toy task: the model answers in capitals only if the prompt says so.</summary>
public sealed class OptimizeTests
{
    private const string Path = "skills/shout.skill.yaml";

    [Fact]
    public async Task AGainIsWrittenIntoTheFileWithoutWeight()
    {
        using var place = new Workplace();
        place.Write(Path, Shout(cases: 24));
        await using var server = await ServeAsync(place, proposal: "Write the word in CAPITALS.");

        var result = (await place.RunAsync("optimize", "shout", "--candidates", "1")).Exits(0);

        Assert.StartsWith("variants:\n  \"optimized\":\n    weight: 0\n", result.Out, StringComparison.Ordinal);
        Assert.Contains("Accepted for review", result.Error, StringComparison.Ordinal);
        Assert.Contains($"Written into {Path} with weight 0", result.Error, StringComparison.Ordinal);
        Assert.Contains("Write the word in CAPITALS.", place.Read(Path), StringComparison.Ordinal);
        (await place.RunAsync("validate")).Exits(0);
        (await place.RunAsync("optimize", "shout")).Exits(2);
    }

    [Fact]
    public async Task WithoutAGainTheFileStaysAsItIs()
    {
        using var place = new Workplace();
        place.Write(Path, Shout(cases: 24));
        await using var server = await ServeAsync(place, proposal: "Please do it well.");

        var result = (await place.RunAsync("optimize", "shout", "--candidates", "2")).Exits(1);

        Assert.Empty(result.Out);
        Assert.Contains("No candidate was better", result.Error, StringComparison.Ordinal);
        Assert.Equal(Shout(cases: 24), place.Read(Path));
    }

    [Fact]
    public async Task NoWriteAndJsonLeaveTheFileAndTellEverything()
    {
        using var place = new Workplace();
        place.Write(Path, Shout(cases: 24));
        await using var server = await ServeAsync(place, proposal: "Write the word in CAPITALS.");

        var json = (await place.RunAsync("optimize", "shout", "--candidates", "1", "--no-write", "-o", "json")).Exits(0).Json;

        Assert.Equal("accepted", json.GetProperty("outcome").GetString());
        Assert.Equal(12, json.GetProperty("heldOut").GetProperty("gained").GetInt32());
        Assert.Equal(1, json.GetProperty("candidates")[0].GetProperty("score").GetDouble());
        Assert.Contains("CAPITALS", json.GetProperty("variantYaml").GetString(), StringComparison.Ordinal);
        Assert.Equal(Shout(cases: 24), place.Read(Path));
    }

    [Fact]
    public async Task FewCasesAreInsufficientDataAndNoModelIsAsked()
    {
        using var place = new Workplace();
        place.Write(Path, Shout(cases: 4));
        await using var server = await ServeAsync(place, proposal: "x");

        var result = (await place.RunAsync("optimize", "shout")).Exits(1);

        Assert.Contains("Insufficient data", result.Error, StringComparison.Ordinal);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task TheBudgetEndsItWithFour()
    {
        using var place = new Workplace();
        place.Write(Path, Shout(cases: 24, model: "claude-haiku-4-5"));
        await using var server = await Models.ServeAsync(place, priced: true);
        server.Respond(static _ => new() { Text = """{"loud": "no"}""", Usage = new() { InputUncached = 100_000, OutputVisible = 10 } });

        var result = (await place.RunAsync("optimize", "shout", "--max-cost", "0.15")).Exits(4);

        Assert.Contains("budget of $0.15", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(Models.Canary, result.Out + result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AProviderThatFailsExitsWithFourAndProposesNothing()
    {
        using var place = new Workplace();
        place.Write(Path, Shout(cases: 24));
        await using var server = await Models.ServeAsync(place);
        server.Respond(static _ => LoopbackReply.Fails(ModelErrorKind.Auth));

        var result = (await place.RunAsync("optimize", "shout")).Exits(4);

        Assert.Contains("No case was answered", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(server.Requests, static r => IsRewrite(r));
    }

    [Theory]
    [InlineData("--candidates", "0")]
    [InlineData("--examples", "21")]
    [InlineData("--held-out", "0.95")]
    [InlineData("--repeat", "0")]
    [InlineData("--level", "0")]
    [InlineData("--max-cost", "-1")]
    public async Task SettingsOutOfTheirRangeAreUsageErrors(string option, string value)
    {
        using var place = new Workplace();
        place.Write(Path, Shout(cases: 24));

        var result = (await place.RunAsync("optimize", "shout", option, value)).Exits(2);

        Assert.Contains(option, result.Error, StringComparison.Ordinal);
    }

    private static async Task<LoopbackProviderServer> ServeAsync(Workplace place, string proposal)
    {
        var server = await Models.ServeAsync(place);
        server.Respond(request => new() { Text = IsRewrite(request) ? $$"""{"reason": "They want capitals.", "instructions": "{{proposal}}"}""" : Answer(request) });
        return server;
    }

    private static bool IsRewrite(RecordedRequest request) => TextOf(request).Contains("What the skill does:", StringComparison.Ordinal);

    private static string TextOf(RecordedRequest request) => Encoding.UTF8.GetString(request.Body.Span);

    private static string Answer(RecordedRequest request)
    {
        var from = TextOf(request).LastIndexOf("Repeat: ", StringComparison.Ordinal) + "Repeat: ".Length;
        var word = string.Concat(TextOf(request)[from..].TakeWhile(char.IsAsciiLetterOrDigit));
        return $$"""{"loud": "{{(TextOf(request).Contains("CAPITALS", StringComparison.Ordinal) ? word.ToUpperInvariant() : word)}}"}""";
    }

    private static string Shout(int cases, string model = "local/test-model") => $$$"""
        skill: 1
        name: shout
        version: 1.0.0
        description: Repeats a word in capitals.
        input: { schema: { word: string } }
        output: { schema: { loud: string } }
        prompt: "Repeat: {{ word }}"
        model: { prefer: [{{{model}}}] }
        limits: { attempts: 1 }
        cache: { enabled: false }
        tests:
        {{{string.Join('\n', Enumerable.Range(1, cases).Select(i => $"  - {{ name: word {i}, input: {{ word: w{i}x }}, expect: [{{ path: $.loud, equals: W{i}X }}] }}"))}}}

        """;
}
