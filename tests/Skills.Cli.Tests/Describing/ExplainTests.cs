using Skills.Cli.Tests.Support;

namespace Skills.Cli.Tests.Describing;

public sealed class ExplainTests
{
    [Theory]
    [InlineData("SK204", "SK204 (error): A template uses a name that nothing declares.")]
    [InlineData("sk204", "SK204 (error)")]
    [InlineData("input.required", "A violation of the input schema")]
    [InlineData("output.lossy", "Reading it would lose something")]
    [InlineData("model.quota", "`model.quota`, `model.overloaded`")]
    [InlineData("rules.range_check", "`Path` is a JSON Pointer into the outputs")]
    public async Task ACodeIsExplained(string code, string meaning)
    {
        using var place = new Workplace();

        var result = (await place.RunAsync("explain", code)).Exits(0);

        Assert.Contains(meaning, result.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ASkillIsExplainedWithItsInputsAndTheModelThatWouldAnswer()
    {
        using var place = new Workplace();
        place.Variables["ANTHROPIC_API_KEY"] = "sk-canary-0123456789";

        var result = (await place.RunAsync("explain", "ticket-triage", "--dir", Workplace.Samples)).Exits(0);

        Assert.Contains("product?", result.Out, StringComparison.Ordinal);
        Assert.Contains("billing|bug|how-to|other", result.Out, StringComparison.Ordinal);
        Assert.Contains("routed: claude-haiku-4-5 (anthropic), preferred by the skill", result.Out, StringComparison.Ordinal);
        Assert.Contains("models of openai: the key is missing", result.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("canary", result.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task JsonHasSchemasAndEstimate()
    {
        using var place = new Workplace();
        place.Variables["ANTHROPIC_API_KEY"] = "sk-canary-0123456789";

        var json = (await place.RunAsync("explain", "ticket-triage", "--dir", Workplace.Samples, "-o", "json")).Exits(0).Json;

        Assert.Equal("claude-haiku-4-5", json.GetProperty("estimate").GetProperty("model").GetString());
        Assert.True(json.GetProperty("estimate").GetProperty("expectedUsd").GetDecimal() > 0);
        Assert.Equal("object", json.GetProperty("outputSchema").GetProperty("type").GetString());
    }

    [Fact]
    public async Task AnUnknownCodeExitsWithFive()
    {
        using var place = new Workplace();
        place.Write("greeting.skill.yaml", SampleText.Greeting);

        var result = (await place.RunAsync("explain", "SK999")).Exits(5);

        Assert.Contains("neither a known code nor a skill", result.Error, StringComparison.Ordinal);
    }
}
