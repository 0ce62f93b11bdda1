using System.Text.Json;

namespace Skills.Engine.Tests.Routing;

/// <summary>The cheapest model first, better ones while the answer is not valid.</summary>
public sealed class CascadeTests
{
    private static readonly ModelDefinition Cheap = Some.Model("cheap", "pc", quality: 0.6, input: 0.2m, output: 1);
    private static readonly ModelDefinition Middle = Some.Model("middle", "pm", quality: 0.8, input: 1, output: 5);
    private static readonly ModelDefinition Strong = Some.Model("strong", "ps", quality: 0.95, input: 5, output: 25);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task AValidAnswerOfTheCheapestIsTaken()
    {
        var result = await RunAsync(Valid, Valid, Valid);

        Assert.Equal("cheap", result.ModelId);
        Assert.Equal(["first"], result.Attempts.Select(static a => a.Reason));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("no JSON at all")]
    [InlineData("")]
    public async Task AnInvalidAnswerGoesToTheNextBetterModelAndTheAttemptsAreTheLadder(string invalid)
    {
        var result = await RunAsync(invalid, invalid, Valid);

        Assert.True(result.IsSuccess, result.ErrorMessage);
        Assert.Equal([("cheap", "first", false), ("middle", "escalation", false), ("strong", "escalation", true)], result.Attempts.Select(static a => (a.ModelId, a.Reason, a.OutputValid == true)));
        Assert.Equal(result.Attempts.Sum(static a => a.Cost.Usd), result.CostUsd);
    }

    [Fact]
    public async Task ARefusalEscalatesToo()
    {
        await using var engine = Engine(
            new ScriptedClient("pc", static (_, _) => Task.FromResult(Some.Reply("I cannot help with that.") with { StopReason = StopReason.Refusal })),
            Answering("pm", Valid),
            Answering("ps", Valid));

        var result = await engine.ExecuteAsync(Skill(), cancellationToken: Cancel);

        Assert.Equal(("middle", true), (result.ModelId, result.IsSuccess));
    }

    [Fact]
    public async Task WhatTheMoneyDoesNotAllowIsNotAsked()
    {
        await using var engine = Engine(Answering("pc", "{}"), Answering("pm", "{}"), Answering("ps", Valid));

        var result = await engine.ExecuteAsync(Skill() with { Limits = new() { MaxCostUsd = 0.004m } }, cancellationToken: Cancel);

        Assert.False(result.IsSuccess);
        Assert.DoesNotContain(result.Attempts, static a => a.ModelId == "strong");
        Assert.True(result.CostUsd <= 0.004m);
    }

    [Fact]
    public async Task APinComesBeforeTheCascade()
    {
        await using var engine = Engine(Answering("pc", Valid), Answering("pm", Valid), Answering("ps", Valid));

        Assert.Equal("strong", (await engine.ExecuteAsync(Skill(), context: new() { Model = "strong" }, cancellationToken: Cancel)).ModelId);
    }

    [Fact]
    public void AModelThatCostsMoreAndIsNoBetterIsNoRung()
    {
        var dear = Some.Model("dear", "pd", quality: 0.7, input: 20, output: 90);
        var bed = Bed.Of(Strong, dear, Middle, Cheap);

        Assert.Equal(["cheap", "middle", "strong", "dear"], bed.Route(Some.Request(Skill())).Candidates.Select(static c => c.Model.Id));
    }

    private const string Valid = """{"x": 1}""";

    private static async Task<SkillResult> RunAsync(string cheap, string middle, string strong)
    {
        await using var engine = Engine(Answering("pc", cheap), Answering("pm", middle), Answering("ps", strong));
        return await engine.ExecuteAsync(Skill(), cancellationToken: Cancel);
    }

    private static SkillExecutionEngine Engine(ScriptedClient cheap, ScriptedClient middle, ScriptedClient strong) =>
        SkillsEngine.Create(b => b.AddModelClient(cheap, Cheap).AddModelClient(middle, Middle).AddModelClient(strong, Strong));

    private static ScriptedClient Answering(string provider, string text) => new(provider, (_, _) => Task.FromResult(Some.Reply(text)));

    private static Skill Skill() => Some.Skill(new() { Strategy = RoutingStrategy.Cascade, OnlyModels = ["pc/cheap", "pm/middle", "ps/strong", "dear"] }) with
    {
        OutputSchema = JsonElement.Parse("""{"type": "object", "required": ["x"]}"""),
    };
}
