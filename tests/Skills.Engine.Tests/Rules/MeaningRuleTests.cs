using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Skills.Engine.Embeddings;
using Skills.Engine.Outputs;
using Skills.Engine.Routing;

namespace Skills.Engine.Rules;

/// <summary><c>similarity</c> by meaning, with vectors that the test chooses.</summary>
public sealed class MeaningRuleTests
{
    private const string Inputs = """{"text":"a small cat"}""";

    [Theory]
    [InlineData("""{"field":"s","input":"text","by":"meaning","min":0.9}""", """{"s":"a kitten"}""", "")]
    [InlineData("""{"field":"s","input":"text","by":"meaning","min":0.99}""", """{"s":"a kitten"}""", "/s")]
    [InlineData("""{"field":"s","input":"text","by":"meaning","max":0.5}""", """{"s":"a kitten"}""", "/s")]
    [InlineData("""{"field":"s","input":"text","by":"meaning","max":0.5}""", """{"s":"a bill"}""", "")]
    [InlineData("""{"field":"xs[*]","input":"text","by":"meaning","min":0.9}""", """{"xs":["a kitten","a bill"]}""", "/xs/1")]
    [InlineData("""{"field":"s","input":"text","by":"meaning","min":0.9}""", """{"s":1}""", "/s")]
    [InlineData("""{"field":"s","input":"text","by":"meaning","min":0.9}""", "{}", "/s")]
    [InlineData("""{"field":"s","input":"text","by":"characters","min":0.9}""", """{"s":"a small cat"}""", "")]
    public async Task TheCosineOfTheEmbeddingsIsBetweenTheBounds(string parameters, string outputs, string wrong)
    {
        var embedder = new Vectors();

        var check = await RuleCase.RunAsync("similarity", parameters, outputs, Inputs, executor: Executor(embedder));

        Assert.Equal(wrong, string.Join(",", check.Result.Rules[0].Findings.Select(static f => f.Path)));
        Assert.InRange(embedder.Calls, 0, 1);
    }

    [Fact]
    public async Task WithoutEmbeddingsTheRuleFailsAndSaysHowToRegisterThem()
    {
        var check = await RuleCase.RunAsync("similarity", """{"field":"s","input":"text","by":"meaning","min":0.9}""", """{"s":"a kitten"}""", Inputs);

        Assert.Contains("AddEmbeddings", Assert.Single(check.Errors).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("throws", "the embeddings failed (InvalidOperationException)")]
    [InlineData("too few", "1 embeddings came for 2 texts")]
    [InlineData("zero", "have no angle")]
    [InlineData("lengths", "have no angle")]
    public async Task AGeneratorThatFailsFailsTheRuleWithoutItsText(string fault, string sentence)
    {
        var check = await RuleCase.RunAsync("similarity", """{"field":"s","input":"text","by":"meaning","min":0.9}""", """{"s":"a kitten"}""", Inputs, executor: Executor(new Vectors(fault)));

        var message = Assert.Single(check.Errors).Message;
        Assert.Contains(sentence, message, StringComparison.Ordinal);
        Assert.DoesNotContain("canary", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ManyStringsAreRefusedAndLongOnesCut()
    {
        var (many, large) = (new Vectors(), new Vectors());
        var list = string.Join(',', Enumerable.Range(0, 65).Select(static i => $"\"a kitten {i}\""));

        var refused = await RuleCase.RunAsync("similarity", """{"field":"xs[*]","input":"text","by":"meaning","min":0.9}""", $$"""{"xs":[{{list}}]}""", Inputs, executor: Executor(many));
        await RuleCase.RunAsync("similarity", """{"field":"s","input":"text","by":"meaning","min":0.9}""", $$"""{"s":"{{new string('x', 30_000)}}"}""", Inputs, executor: Executor(large));

        Assert.Contains("65 strings are more than the 64", Assert.Single(refused.Errors).Message, StringComparison.Ordinal);
        Assert.Equal((0, 20_000), (many.Calls, large.Longest));
    }

    [Fact]
    public async Task CancellationEndsTheRuleAndIsNoFinding()
    {
        using var stop = new CancellationTokenSource();
        await stop.CancelAsync();
        var skill = new Skill { Id = "s", Name = "S", ValidationRules = [new() { Type = "similarity", Parameters = System.Text.Json.JsonElement.Parse("""{"field":"s","input":"text","by":"meaning","min":0.9}""") }] };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await Executor(new Vectors()).ExecuteAsync(
            skill, System.Text.Json.JsonElement.Parse(Inputs), System.Text.Json.JsonElement.Parse("""{"s":"a kitten"}"""), new(), stop.Token));
    }

    [Fact]
    public void AnUnknownMeasureIsRefusedWhenTheSkillIsRead() => Assert.Contains(
        "characters", Assert.Single(RuleCase.Check("similarity", """{"field":"s","input":"text","by":"sound","min":0.9}""")).Message, StringComparison.Ordinal);

    private static RuleExecutor Executor(ITextEmbedder embedder) => new([], new SchemaSeam(), new NoClients(), new(), Options.Create(new SkillsEngineOptions()), new([embedder], new MemoryCostLedger(), TimeProvider.System, NullLogger<EmbeddingMeter>.Instance));

    private sealed class NoClients : IHttpClientFactory
    {
        public HttpClient CreateClient(string name) => throw new InvalidOperationException("This test calls no one.");
    }

    private sealed class Vectors(string fault = "") : ITextEmbedder
    {
        public int Calls { get; private set; }

        public int Longest { get; private set; }

        public ValueTask<TextEmbeddings> EmbedAsync(IReadOnlyList<string> texts, CancellationToken cancellationToken)
        {
            cancellationToken.ThrowIfCancellationRequested();
            (Calls, Longest) = (Calls + 1, texts.Max(static t => t.Length));
            return fault switch
            {
                "throws" => throw new InvalidOperationException("canary: " + texts[0]),
                "too few" => new(new TextEmbeddings([VectorOf(texts[0])])),
                "zero" => new(new TextEmbeddings([new float[2], VectorOf(texts[1])])),
                "lengths" => new(new TextEmbeddings([new float[] { 1, 0, 0 }, VectorOf(texts[1])])),
                _ => new(new TextEmbeddings([.. texts.Select(VectorOf)])),
            };
        }

        // A cat and a kitten point almost the same way, a bill does not.
        private static ReadOnlyMemory<float> VectorOf(string text) => text switch
        {
            "a small cat" => new float[] { 1, 0.2f },
            _ when text.StartsWith("a kitten", StringComparison.Ordinal) => new float[] { 1, 0.4f },
            _ => new float[] { -0.1f, 1 },
        };
    }
}
