using System.Text.Json;
using Skills.Engine.Testing;

namespace Skills.Engine.Tests.EndToEnd;

/// <summary>A skill that runs other skills, before a real HTTP server: a diamond, and a list of twenty.</summary>
public sealed class CompositionTests
{
    private const string Model = "claude-sonnet-4-6";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ADiamondAndAListRunInTheOrderOfTheirNeedsWithOneResult()
    {
        await using var bench = await Bench.StartAsync(more: b => b.AddSkill(Word("plan")).AddSkill(Word("left")).AddSkill(Word("right")).AddSkill(Word("each")).AddSkill(Word("join")));
        bench.Server.Respond(request => LoopbackReply.Of(JsonSerializer.Serialize(new { word = PromptOf(request) })));
        var whole = new Skill
        {
            Id = "whole",
            Name = "Whole",
            OutputSchema = JsonElement.Parse("""{ "type": "object", "required": ["result", "count"], "properties": { "result": { "type": "string" }, "count": { "type": "integer" } } }"""),
            Composition = new()
            {
                MaxParallel = 4,
                Steps =
                [
                    new() { Key = "plan", Skill = "plan", Inputs = JsonElement.Parse("""{ "text": "{{ inputs.topic }}" }""") },
                    new() { Key = "left", Skill = "left", Inputs = JsonElement.Parse("""{ "text": "{{ steps.plan.outputs.word }}-l" }""") },
                    new() { Key = "right", Skill = "right", Inputs = JsonElement.Parse("""{ "text": "{{ steps.plan.outputs.word }}-r" }""") },
                    new() { Key = "each", Skill = "each", ForEach = "inputs.topics", Inputs = JsonElement.Parse("""{ "text": "{{ item }}" }""") },
                    new() { Key = "join", Skill = "join", Inputs = JsonElement.Parse("""{ "text": "{{ steps.left.outputs.word }} {{ steps.right.outputs.word }} {{ steps.each.outputs | length }}" }""") },
                ],
                Output = JsonElement.Parse("""{ "result": "{{ steps.join.outputs.word }}", "count": "{{ steps.each.outputs | length }}" }"""),
            },
        };

        var result = await bench.Engine.ExecuteAsync(whole, new { topic = "t", topics = Enumerable.Range(0, 20).Select(i => $"item {i}") }, new() { UserId = "u" }, Token);

        Assert.True(result.IsSuccess, string.Join("\n", result.Errors));
        Assert.Equal("""{"result":"join: left: plan: t-l right: plan: t-r 20","count":20}""", JsonSerializer.Serialize(result.Outputs));
        Assert.Equal(24, result.Children.Count);
        Assert.Equal(24, bench.Server.Requests.Count);
        Assert.All(result.Children, c => Assert.Equal((ExecutionStatus.Success, result.ExecutionId, "u"), (c.Status, c.Context.ParentExecutionId, c.Context.UserId)));
        Assert.Equal(result.Children.Sum(c => c.CostUsd), result.CostUsd);
        Assert.Equal(24 * 12, result.TokensInput);
        var byId = result.Children.ToLookup(c => c.SkillId);
        Assert.True(byId["plan"].Single().CompletedAt <= byId["left"].Single().ExecutedAt);
        Assert.True(byId["plan"].Single().CompletedAt <= byId["right"].Single().ExecutedAt);
        Assert.All(result.Children.Where(c => c.SkillId != "join"), c => Assert.True(c.CompletedAt <= byId["join"].Single().ExecutedAt));
    }

    [Fact]
    public async Task AFailedStepEndsTheWholeAndKeepsWhatWasSpent()
    {
        await using var bench = await Bench.StartAsync(more: b => b.AddSkill(Word("one")).AddSkill(Word("two")));
        bench.Server.Enqueue("""{"word": "w"}""", "no json at all");
        var whole = new Skill
        {
            Id = "whole",
            Name = "Whole",
            Composition = new() { Steps = [new() { Key = "one", Skill = "one", Inputs = JsonElement.Parse("""{ "text": "a" }""") }, new() { Key = "two", Skill = "two", After = ["one"], Inputs = JsonElement.Parse("""{ "text": "b" }""") }] },
        };

        var result = await bench.Engine.ExecuteAsync(whole, cancellationToken: Token);

        Assert.Equal(ExecutionStatus.Failed, result.Status);
        Assert.Equal(2, result.Children.Count);
        Assert.Equal(24, result.TokensInput);
        Assert.Contains("two", result.Errors[0].Path, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AVariantRunsWhenPinnedAndHasItsOwnKey()
    {
        await using var bench = await Bench.StartAsync();
        bench.Server.Respond(request => LoopbackReply.Of(JsonSerializer.Serialize(new { greeting = PromptOf(request) })));
        var skill = Bench.Greeting with { Variants = [new("terse", 0, Bench.Greeting with { PromptTemplate = "Hi {{ name }}" })] };

        var plain = await bench.Engine.ExecuteAsync(skill, new { name = "Al" }, cancellationToken: Token);
        var terse = await bench.Engine.ExecuteAsync(skill, new { name = "Al" }, new() { Variant = "terse" }, Token);
        var unknown = await bench.Engine.ExecuteAsync(skill, new { name = "Al" }, new() { Variant = "long" }, Token);
        var itself = await bench.Engine.ExecuteAsync(skill with { Variants = [new("terse", 1, Bench.Greeting with { PromptTemplate = "Hi {{ name }}" })] }, new { name = "Al" }, new() { Variant = "" }, Token);

        var bare = await bench.Engine.ExecuteAsync(Bench.Greeting, new { name = "Al" }, new() { Variant = "" }, Token);

        Assert.Equal((ExecutionStatus.Success, null, plain.CacheKey), (itself.Status, itself.Variant, itself.CacheKey));
        Assert.Equal((ExecutionStatus.Success, null), (bare.Status, bare.Variant));
        Assert.Equal(("Hi Al", "terse"), (terse.RenderedPrompt, terse.Variant));
        Assert.NotEqual(plain.CacheKey, terse.CacheKey);
        Assert.Null(plain.Variant);
        Assert.Equal("skill.variant_not_found", Assert.Single(unknown.Errors).Code);
    }

    [Fact]
    public async Task ThreeModelsVoteByField()
    {
        await using var bench = await Bench.StartAsync();
        bench.Server.Enqueue("""{"greeting": "A"}""", """{"greeting": "B"}""", """{"greeting": "B"}""");
        var skill = Bench.Greeting with { ModelPreferences = new() { Parallel = new() { Mode = ParallelMode.Vote, Count = 3 } } };

        var result = await bench.Engine.ExecuteAsync(skill, new { name = "Al" }, cancellationToken: Token);

        Assert.Equal(ExecutionStatus.Success, result.Status);
        Assert.Equal("B", result.Outputs!.Value.GetProperty("greeting").GetString());
        Assert.Equal(3, bench.Server.Requests.Count);
        Assert.Equal(36, result.TokensInput);
    }

    private static Skill Word(string id) => new()
    {
        Id = id,
        Name = id,
        PromptTemplate = id + ": {{ text }}",
        InputSchema = JsonElement.Parse("""{ "type": "object", "required": ["text"], "properties": { "text": { "type": "string" } } }"""),
        OutputSchema = JsonElement.Parse("""{ "type": "object", "required": ["word"], "properties": { "word": { "type": "string" } } }"""),
        ModelPreferences = new() { PreferredModels = [Model] },
        Limits = new() { Attempts = 1 },
    };

    private static string PromptOf(RecordedRequest request) => request.Json.GetProperty("messages")[0].GetProperty("content").GetString()!;
}
