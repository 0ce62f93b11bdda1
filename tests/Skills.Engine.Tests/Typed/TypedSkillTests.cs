using System.Text.Json;
using System.Text.Json.Nodes;
using Skills.Engine.Tests.EndToEnd;
using Skills.Json;

namespace Skills.Engine.Tests.Typed;

public sealed class TypedSkillTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ATypedSkillIsAskedAgainUntilItsAnswerIsValid()
    {
        await using var bench = await Bench.StartAsync();
        bench.Server.Enqueue("""{"mood": "cheerful"}""");
        bench.Server.Enqueue("""{"text": "Hello Alice", "mood": "good_mood"}""");
        var greet = Skill.For<One<string>, Greeting>("Greeting", "Greet {{ value }}.");

        var result = await bench.Engine.ExecuteAsync(greet, new("Alice"), cancellationToken: Token);

        Assert.Equal(new("Hello Alice", Mood.GoodMood), result.Value);
        Assert.Equal(2, bench.Server.Requests.Count);
        Assert.Equal([("/mood", "enum_punctuation", "good_mood")], result.Edits.Select(static e => (e.Path, e.Name, e.Before)));
        Assert.Equal("greeting", result.SkillId);
        Assert.StartsWith("Success greeting 0.0.0 from ", result.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("Alice", result.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnAnswerThatSatisfiesTheSchemaAndCannotBeReadIsAskedAgain()
    {
        await using var bench = await Bench.StartAsync();
        bench.Server.Enqueue("""{"value": 3000000000}""");
        bench.Server.Enqueue("""{"value": 3}""");

        var result = await bench.Engine.ExecuteAsync(Skill.For<One<string>, One<int>>("Count", "Count {{ value }}."), new("a"), cancellationToken: Token);

        Assert.Equal(3, result.Value.Value);
        Assert.Equal(2, bench.Server.Requests.Count);
    }

    [Fact]
    public async Task ALambdaRuleOverTheTypeAsksAgain()
    {
        await using var bench = await Bench.StartAsync();
        bench.Server.Enqueue("""{"value": 3}""");
        bench.Server.Enqueue("""{"value": 4}""");
        var skill = Skill.For<One<string>, One<int>>("Even", "{{ value }}").WithRules(r => r.Must(o => o.Value % 2 == 0, "The number is odd.", o => o.Value));

        var result = await bench.Engine.ExecuteAsync(skill, new("a"), cancellationToken: Token);

        Assert.Equal(4, result.Value.Value);
        Assert.Equal(2, bench.Server.Requests.Count);
    }

    [Fact]
    public async Task ATextSkillReturnsItsText()
    {
        await using var bench = await Bench.StartAsync();
        bench.Server.Reply("Hello Alice");

        var result = await bench.Engine.ExecuteAsync(Skill.For<One<string>, string>("Text", "Greet {{ value }}."), new("Alice"), cancellationToken: Token);

        Assert.Equal("Hello Alice", result.Value);
    }

    [Fact]
    public async Task AFailedTypedResultThrowsItsReasonWhenTheValueIsRead()
    {
        await using var bench = await Bench.StartAsync();
        bench.Server.Reply("""{"value": "x"}""");

        var result = await bench.Engine.ExecuteAsync(Skill.For<One<string>, One<int>>("Count", "{{ value }}"), new("a"), cancellationToken: Token);

        Assert.Equal(ExecutionStatus.Failed, result.Status);
        Assert.Throws<SkillOutputValidationException>(() => result.Value);
    }

    [Fact]
    public async Task InputsAreWrittenByTheSkillsOwnSettings()
    {
        await using var bench = await Bench.StartAsync();
        bench.Server.Reply("""{"value": 1}""");
        var skill = Skill.For<Visit, One<int>>("Visit", "{{ starts_at }} {{ progress }} {{ takes }}", new JsonSerializerOptions { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower });

        var result = await bench.Engine.ExecuteAsync(skill, new(new TimeOnly(9, 5), Progress.InProgress, TimeSpan.FromMinutes(90)), cancellationToken: Token);

        Assert.Equal(1, result.Value.Value);
        Assert.Equal("09:05:00 in_progress 01:30:00", result.RenderedPrompt);
    }

    [Fact]
    public void EveryBuiltInRuleHasATypedForm()
    {
        var skill = Skill.For<One<string>, Report>("Report", "{{ value }}").WithRules(r => r
            .Required(true, o => o.Title, o => o.Lines.Each().Name)
            .TypeCheck(o => o.Score, "number").Range(o => o.Score, 0, 10).Regex(o => o.Title, "^[A-Z]").Custom("mine", new() { ["a"] = 1 })
            .Expression("outputs.score > 0").Length(o => o.Lines, max: 3).Words(o => o.Title, 1, 9).OneOf(o => o.State, [Progress.Done]).NotOneOf(o => o.State, [Progress.NotStarted])
            .Format(o => o.Mail, "email").Unique(o => o.Lines, l => l.Name).Sorted(o => o.Lines, l => l.Price, descending: true)
            .Compare(o => o.Score, "<=", o => o.Best).CompareToValue(o => o.Score, ">", 0).CompareToInput(o => o.Title, "!=", "value")
            .Contains(o => o.Title, ["a"], any: true).NotContains(o => o.Title, ["b"]).NoPersonalData(["email"]).NoSecrets()
            .Similarity(o => o.Title, "value", max: 0.9).GroundedIn(o => o.Title, ["value"]).MatchesType<Line>(o => o.Lines[0])
            .Http(new("https://example.org/check")).Judge("judge", "Is it kind?")).Definition;
        var engine = SkillsEngine.Create(b => b.AddRule("mine", static _ => []));

        var types = skill.ValidationRules.Select(static r => r.Type).Distinct().Order(StringComparer.Ordinal);

        Assert.Equal(Skills.Engine.Rules.RuleTypes.Names, types);
        Assert.Equal("""{"fields":["$[\u0022title\u0022]","$[\u0022lines\u0022][*][\u0022name\u0022]"],"non_empty":true}""", skill.ValidationRules[1].Parameters.GetRawText());
        Assert.Null(engine.Render(skill, new { value = "a" }).ErrorMessage);
        engine.Dispose();
    }

    [Fact]
    public void ASelectorThatIsNotAPathIsRefused() =>
        Assert.Contains("is not a path", Assert.Throws<ArgumentException>(() => Skill.For<One<string>, One<string>>("a", "b").WithRules(r => r.Length(o => o.Value.Trim(), 1))).Message, StringComparison.Ordinal);

    internal enum Mood
    {
        BadMood,
        GoodMood,
    }

    internal sealed record Greeting(string Text, Mood Mood);

    internal sealed record Visit(TimeOnly StartsAt, Progress Progress, TimeSpan Takes);

    internal sealed record Line(string Name, decimal Price);

    internal sealed record Report(string Title, int Score, int Best, Progress State, string? Mail, List<Line> Lines);
}
