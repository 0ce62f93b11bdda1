using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Skills.Engine;
using Skills.Engine.Providers;

namespace Skills.Docs.Tests.Reference;

/// <summary>The models that the documentation names as defaults are those that the router chooses.</summary>
public sealed class DefaultModelsTests
{
    private static readonly (string Name, string[] Providers)[] Sets =
    [
        ("Anthropic", ["anthropic"]),
        ("OpenAI", ["openai"]),
        ("Google", ["google"]),
        ("IBM watsonx", ["watsonx"]),
        ("Anthropic, OpenAI", ["anthropic", "openai"]),
        ("OpenAI, Google", ["openai", "google"]),
        ("Anthropic, OpenAI, Google", ["anthropic", "openai", "google"]),
    ];

    [Fact]
    public async Task TheTableOfDefaultModelsIsThatOfTheRouter()
    {
        var lines = new List<string> { "| registered | `difficulty: easy` | `medium` | `hard` | first fallback of `medium` |", "|---|---|---|---|---|" };
        foreach (var (name, providers) in Sets)
        {
            var (easy, medium, hard) = (await ChoiceAsync(providers, 0.1), await ChoiceAsync(providers, 0.5), await ChoiceAsync(providers, 0.9));
            lines.Add($"| {name} | {Of(easy.ModelId, easy.ModelProvider)} | {Of(medium.ModelId, medium.ModelProvider)} | {Of(hard.ModelId, hard.ModelProvider)} | {Of(medium.Alternatives[0].ModelId, medium.Alternatives[0].ModelProvider)} |");
        }

        var table = string.Join('\n', lines);
        Assert.Equal(table, GeneratedPart.Text("docs/routing-and-cost.md", "default models", table));
    }

    private static string Of(string? model, string? provider) => string.Create(CultureInfo.InvariantCulture, $"`{provider}/{model}`");

    private static async Task<CostEstimate> ChoiceAsync(string[] providers, double difficulty)
    {
        await using var engine = SkillsEngine.Create(builder =>
        {
            builder.Services.AddSingleton<TimeProvider>(new DayOfTheTable());
            foreach (var provider in providers)
            {
                Add(builder, provider);
            }
        });
        var skill = new Skill { Id = "plain", Name = "Plain", PromptTemplate = "Answer the question.", ModelPreferences = new() { Difficulty = difficulty } };
        return await engine.EstimateAsync(skill, cancellationToken: TestContext.Current.CancellationToken);
    }

    private static void Add(SkillsEngineBuilder builder, string provider) => _ = provider switch
    {
        "anthropic" => builder.AddAnthropic(static o => o.ApiKey = "key"),
        "openai" => builder.AddOpenAI(static o => o.ApiKey = "key"),
        "google" => builder.AddGoogle(static o => o.ApiKey = "key"),
        _ => builder.AddWatsonX(static o => (o.ApiKey, o.ProjectId) = ("key", "project")),
    };

    // Prices and retirements have days, and the page names this one.
    private sealed class DayOfTheTable : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => new(2027, 1, 15, 12, 0, 0, TimeSpan.Zero);
    }
}
