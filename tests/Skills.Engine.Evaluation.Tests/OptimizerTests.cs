using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Skills.Engine.Testing;

namespace Skills.Engine.Evaluation.Tests;

/// <summary>The optimizer on a toy task: a model that answers in capitals only if the prompt says so.</summary>
public sealed class OptimizerTests
{
    private const string File = """
        skill: 1
        name: shout
        version: 1.0.0
        description: Repeats a word in capitals.
        input: { schema: { type: object, required: [word], properties: { word: { type: string } } } }
        output: { schema: { type: object, required: [loud], properties: { loud: { type: string } } } }
        prompt: "Repeat: {{ word }}"
        model: { prefer: [fake-model] }
        tests:
        """;

    [Fact]
    public async Task AGainIsFoundAndWrittenForReview()
    {
        using var folder = new Folder(Cases(24));
        var model = Model(proposal: "Write the word in CAPITALS.");
        await using var runner = folder.Runner(model);
        var definition = Assert.Single(runner.Engine.Catalog.Definitions);

        var result = await new SkillOptimizer(runner).OptimizeAsync(definition, new() { Candidates = 2, MaxExamples = 0 }, TestContext.Current.CancellationToken);
        SkillOptimizer.WriteVariant(result, definition);

        Assert.Equal(OptimizationOutcome.Accepted, result.Outcome);
        Assert.Equal((12, 12), (result.HeldOut!.Cases, result.HeldOut.Gained.Count));
        var written = new SkillFileReader().Read(folder.Path).EnsureValid();
        var variant = Assert.Single(written.Skill.Variants);
        Assert.Equal(("optimized", 0.0), (variant.Name, variant.Weight));
        Assert.Equal("Write the word in CAPITALS.", variant.Skill.Messages[0].Content);
        Assert.Equal("Repeat: {{ word }}", written.Skill.PromptTemplate);
    }

    [Fact]
    public async Task NothingIsAcceptedWhenThereIsNoGain()
    {
        using var folder = new Folder(Cases(24));
        await using var runner = folder.Runner(Model(proposal: "Please do it well."));
        var definition = Assert.Single(runner.Engine.Catalog.Definitions);

        var result = await new SkillOptimizer(runner).OptimizeAsync(definition, new() { Candidates = 3 }, TestContext.Current.CancellationToken);

        Assert.Equal(OptimizationOutcome.NoGain, result.Outcome);
        Assert.Null(result.VariantYaml);
        Assert.Throws<InvalidOperationException>(() => SkillOptimizer.WriteVariant(result, definition));
    }

    // A candidate that is better by luck on the seen cases must not pass the held-out ones.
    [Fact]
    public async Task AGainOfChanceIsNotAccepted()
    {
        using var folder = new Folder(Cases(24));
        var attempts = 0;
        var model = new FakeModelClient().Respond((request, _) => Task.FromResult(FakeModelClient.Answer(IsRewrite(request)
            ? $$"""{"reason":"r","instructions":"Attempt {{Interlocked.Increment(ref attempts)}}."}"""
            : JsonSerializer.Serialize(new { loud = IsHeads(request) ? WordOf(request).ToUpperInvariant() : "no" }))));
        await using var runner = folder.Runner(model);

        var result = await new SkillOptimizer(runner).OptimizeAsync(Assert.Single(runner.Engine.Catalog.Definitions), new() { Candidates = 8 }, TestContext.Current.CancellationToken);

        Assert.Equal(OptimizationOutcome.NoGain, result.Outcome);
        Assert.NotNull(result.HeldOut);
    }

    [Fact]
    public async Task FewCasesAreInsufficientDataAndPassingOnesNeedNothing()
    {
        using var few = new Folder(Cases(6));
        await using var runner = few.Runner(Model("x"));
        using var good = new Folder(Cases(24, loud: false));
        await using var other = good.Runner(Model("x"));

        var insufficient = await new SkillOptimizer(runner).OptimizeAsync(Assert.Single(runner.Engine.Catalog.Definitions), cancellationToken: TestContext.Current.CancellationToken);
        var nothing = await new SkillOptimizer(other).OptimizeAsync(Assert.Single(other.Engine.Catalog.Definitions), cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal((OptimizationOutcome.InsufficientData, OptimizationOutcome.NothingToImprove), (insufficient.Outcome, nothing.Outcome));
    }

    [Fact]
    public async Task ABudgetEndsTheOptimization()
    {
        using var folder = new Folder(Cases(24));
        await using var runner = folder.Runner(Model("Write the word in CAPITALS."), price: 1000m);

        var result = await new SkillOptimizer(runner).OptimizeAsync(Assert.Single(runner.Engine.Catalog.Definitions), new() { MaxCostUsd = 0.001m }, TestContext.Current.CancellationToken);

        Assert.Equal(OptimizationOutcome.Budget, result.Outcome);
    }

    private static FakeModelClient Model(string proposal) => new FakeModelClient().Respond((request, _) => Task.FromResult(FakeModelClient.Answer(IsRewrite(request)
        ? JsonSerializer.Serialize(new { reason = "They want capitals.", instructions = proposal })
        : JsonSerializer.Serialize(new { loud = request.Messages.Any(static m => m.Text.Contains("CAPITALS", StringComparison.Ordinal)) ? WordOf(request).ToUpperInvariant() : WordOf(request) }))));

    // A coin for each prompt, the same in every run.
    private static bool IsHeads(ModelRequest request) =>
        SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', request.Messages.Select(static m => m.Text))))[0] % 2 == 0;

    private static bool IsRewrite(ModelRequest request) => request.Skill?.Id == "skills-test-rewrite";

    private static string WordOf(ModelRequest request) => request.Messages[^1].Text.Split("Repeat: ")[1].Split('\n')[0];

    private static string Cases(int count, bool loud = true) => File + "\n" + string.Join("\n", Enumerable.Range(1, count).Select(i =>
        $"  - name: word {i}\n    input: {{ word: w{(char)('a' + i)} }}\n    expect: [{{ path: $.loud, equals: {(loud ? $"W{(char)('A' + i)}" : $"w{(char)('a' + i)}")} }}]"));

    private sealed class Folder : IDisposable
    {
        private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("skills-optimize-");

        public Folder(string text) => System.IO.File.WriteAllText(Path, text);

        public string Path => System.IO.Path.Combine(_folder.FullName, "shout.skill.yaml");

        public SkillTestRunner Runner(FakeModelClient model, decimal price = 0) => SkillTestRunner.Create(builder => builder
            .AddSkillsFromDirectory(_folder.FullName)
            .AddModelClient(model, model.Model() with { Prices = [new() { Input = price, Output = price }] }));

        public void Dispose() => _folder.Delete(recursive: true);
    }
}
