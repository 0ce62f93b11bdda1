using System.Text.Json;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Skills.Engine.Testing;

namespace Skills.Engine.Providers.Tests;

/// <summary>Embeddings of Microsoft.Extensions.AI behind the rule <c>similarity</c>.</summary>
public sealed class EmbeddingsTests
{
    private static readonly Skill Summary = new()
    {
        Id = "summary",
        Name = "Summary",
        PromptTemplate = "Summarize {{ text }}.",
        InputSchema = JsonElement.Parse("""{"type":"object","properties":{"text":{"type":"string"}},"required":["text"]}"""),
        OutputSchema = JsonElement.Parse("""{"type":"object","properties":{"summary":{"type":"string"}},"required":["summary"]}"""),
        ValidationRules = [new() { Type = "similarity", Parameters = JsonElement.Parse("""{"field":"summary","input":"text","by":"meaning","min":0.8}""") }],
    };

    [Theory]
    [InlineData("about cats", true)]
    [InlineData("about bills", false)]
    public async Task AnOutputIsComparedWithItsInputByMeaning(string summary, bool passes)
    {
        using var generator = new Topics();
        await using var engine = SkillsEngine.Create(b => Add(b, summary).AddEmbeddings(generator));

        var result = await engine.ExecuteAsync(Summary, new { text = "A long story about cats" }, cancellationToken: Token);

        Assert.Equal(passes, result.IsSuccess);
        Assert.Equal(1, generator.Calls);
    }

    [Fact]
    public async Task TheGeneratorOfTheHostIsTaken()
    {
        using var generator = new Topics();
        await using var engine = SkillsEngine.Create(b =>
        {
            b.Services.AddSingleton<IEmbeddingGenerator<string, Embedding<float>>>(generator);
            Add(b, "about cats").AddEmbeddings();
        });

        Assert.True((await engine.ExecuteAsync(Summary, new { text = "A long story about cats" }, cancellationToken: Token)).IsSuccess);
        Assert.Equal(1, generator.Calls);
    }

    [Theory]
    [InlineData(2.0, 0.000014)]
    [InlineData(0.0, 0.0)]
    [InlineData(null, null)]
    public void ACallCanCostOneTokenPerByteAndTwoMarksPerText(double? price, double? usd)
    {
        using var generator = new Topics();
        var services = new ServiceCollection();
        services.AddSkillsEngine().AddEmbeddings(generator, (decimal?)price);
        using var host = services.BuildServiceProvider();

        Assert.Equal((decimal?)usd, host.GetRequiredService<ITextEmbedder>().WorstUsd(["", "€"]));
    }

    [Theory]
    [InlineData(0.02, 50L, 0.000001, CostKind.Exact)]
    [InlineData(0.02, null, null, CostKind.Unknown)]
    [InlineData(null, 50L, null, CostKind.Unknown)]
    [InlineData(0.0, null, 0.0, CostKind.Exact)]
    [InlineData(0.02, -1L, null, CostKind.Unknown)]
    public async Task TheCostOfEmbeddingsIsExactOnlyWithAPriceAndACount(double? price, long? tokens, double? usd, CostKind kind)
    {
        using var generator = new Topics { Tokens = tokens };
        await using var engine = SkillsEngine.Create(b => Add(b, "about cats").AddEmbeddings(generator, (decimal?)price));

        var result = await engine.ExecuteAsync(Summary, new { text = "A long story about cats" }, cancellationToken: Token);

        Assert.Equal(new Cost((decimal?)usd, kind), result.EmbeddingCost);
        Assert.Equal(new Cost((decimal?)usd, kind), result.Cost);
    }

    private static SkillsEngineBuilder Add(SkillsEngineBuilder builder, string summary)
    {
        var model = new FakeModelClient().Respond((_, _) => Task.FromResult(FakeModelClient.Answer($$"""{"summary":"{{summary}}"}""")));
        return builder.AddModelClient(model, model.Model());
    }

    private sealed class Topics : IEmbeddingGenerator<string, Embedding<float>>
    {
        public int Calls { get; private set; }

        public long? Tokens { get; init; }

        public Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
        {
            Calls++;
            return Task.FromResult(new GeneratedEmbeddings<Embedding<float>>(values.Select(static v => new Embedding<float>(v.Contains("cats", StringComparison.Ordinal) ? new float[] { 1, 0 } : new float[] { 0, 1 })))
            {
                Usage = Tokens is { } tokens ? new() { InputTokenCount = tokens } : null,
            });
        }

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
        }
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;
}
