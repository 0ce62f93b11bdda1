using System.Text.Json;
using Skills.Engine.Testing;

namespace Skills.Engine.Providers.Tests;

/// <summary>The whole engine over each provider: outputs, tokens and cost to the last digit.</summary>
public sealed class EngineTests
{
    private static readonly Skill Greeting = new()
    {
        Id = "greeting",
        Name = "Greeting",
        PromptTemplate = "Greet {{ name }}.",
        InputSchema = JsonElement.Parse("""{"type":"object","properties":{"name":{"type":"string"}},"required":["name"]}"""),
        OutputSchema = Some.Schema,
    };

    [Theory]
    [InlineData("anthropic", "0.0000685")]
    [InlineData("openai", "0.000124")]
    [InlineData("responses", "0.0081")]
    [InlineData("google", "0.0001562")]
    [InlineData("watsonx", "0.000038")]
    [InlineData("local", "0")]
    [InlineData("ollama", "0")]
    public async Task CostIsTheServedUsageTimesTheCatalogsPrice(string name, string usd)
    {
        await using var server = await LoopbackProviderServer.StartAsync(cancellationToken: Token);
        var usage = name is "watsonx" or "local" or "ollama"
            ? new TokenUsage { InputUncached = 140, OutputVisible = 50 }
            : new TokenUsage { InputUncached = 100, CacheRead = 40, OutputVisible = 3, Reasoning = name is "anthropic" ? null : 47 };
        usage = name is "anthropic" ? new() { InputUncached = 10, CacheRead = 85, OutputVisible = 4, Reasoning = 6 } : usage;
        server.Respond(_ => new() { Text = """{"greeting":"Hello, Ada"}""", Usage = usage });
        var provider = ProviderCase.Of(name);
        await using var engine = SkillsEngine.Create(b => provider.Add(b, server));

        var result = await engine.ExecuteAsync(
            Greeting with { ModelPreferences = new() { PreferredModels = [$"{provider.Provider}/{provider.Model}"] }, Cache = new() { Enabled = false } },
            new { name = "Ada" },
            new() { Model = $"{provider.Provider}/{provider.Model}" },
            Token);

        Assert.Equal(ExecutionStatus.Success, result.EnsureSuccess().Status);
        Assert.Equal("Hello, Ada", result.Outputs!.Value.GetProperty("greeting").GetString());
        Assert.Equal((provider.Model, provider.Provider), (result.ModelId, result.ModelProvider));
        Assert.Equal(usage, result.Usage);
        Assert.Equal(CostKind.Exact, result.Cost.Kind);
        Assert.Equal(decimal.Parse(usd, System.Globalization.CultureInfo.InvariantCulture), result.CostUsd);
    }

    [Fact]
    public async Task WithoutAProviderNothingIsMadeUp()
    {
        await using var engine = SkillsEngine.Create(_ => { });
        var result = await engine.ExecuteAsync(Greeting, new { name = "Ada" }, cancellationToken: Token);
        Assert.Equal((ExecutionStatus.Failed, SkillStep.SelectModel), (result.Status, result.Errors[0].Step));
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;
}
