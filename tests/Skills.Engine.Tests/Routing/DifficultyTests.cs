using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Skills.Engine.Routing.Difficulty;

namespace Skills.Engine.Tests.Routing;

/// <summary>How hard a request is taken to be, and what the choice makes of it.</summary>
public sealed class DifficultyTests(ITestOutputHelper output)
{
    private static readonly string[] Easy =
    [
        "What is the capital of France?",
        "Translate to German: good morning",
        "Classify the sentiment as positive or negative: I love this phone.",
        "Summarize the text in one sentence: The meeting was moved to Friday.",
    ];

    private static readonly string[] Hard =
    [
        "Prove that there are infinitely many primes p such that p + 2 has at most two prime factors, and derive the bound.",
        "Design a distributed rate limiter that must survive partitions. Analyze the trade-offs and prove its bounds.",
        "Optimize this algorithm: each of n workers must finish exactly k tasks before the next round, unless a worker failed twice. Derive its complexity.",
    ];

    private static readonly string[] Code =
    [
        "Implement an LRU cache in Python with O(1) operations and unit tests. It must not use async code.",
        "Refactor this function so that no exception is lost:\n```csharp\npublic async Task Run() { try { await A(); } catch { } }\n```",
    ];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public void HardAndCodePromptsAreHarderThanEasyOnes()
    {
        foreach (var prompt in Easy.Concat(Hard).Concat(Code))
        {
            output.WriteLine($"{Of(prompt)} {prompt[..Math.Min(40, prompt.Length)]}");
        }

        Assert.All(Easy, static p => Assert.InRange(Of(p).Value, 0, 0.3));
        Assert.All(Hard.Concat(Code), static p => Assert.InRange(Of(p).Value, 0.6, 1));
    }

    [Fact]
    public async Task EasyPromptsGoToTheCheapModelAndHardOnesToTheStrongOne()
    {
        await using var engine = SkillsEngine.Create(static b =>
        {
            // On a clock that stands still no model is slow, however busy this machine is.
            b.Services.AddSingleton<TimeProvider>(new TestClock());
            b.AddModelClient(ScriptedClient.Answering("pa"), Some.Model("strong", "pa", quality: 0.95, input: 5, output: 25), Some.Model("cheap", "pa", quality: 0.75, input: 0.2m, output: 1));
        });

        async Task<string?> ChosenAsync(string prompt, ModelPreferences wish)
        {
            var skill = Some.Skill(wish with { OnlyModels = ["pa/strong", "pa/cheap"] }) with { PromptTemplate = prompt };
            var result = await engine.ExecuteAsync(skill, cancellationToken: Cancel);
            Assert.Equal(wish.Difficulty is null ? "prior" : "stated", result.Routing!.Difficulty!.Source);
            Assert.Contains("\ndifficulty ", result.Routing.ToString(), StringComparison.Ordinal);
            return result.ModelId;
        }

        foreach (var prompt in Easy)
        {
            Assert.Equal("cheap", await ChosenAsync(prompt, new()));
            Assert.Equal("strong", await ChosenAsync(prompt, new() { CostQuality = 1 }));
            Assert.Equal("strong", await ChosenAsync(prompt, new() { Difficulty = 0.85 }));
        }

        foreach (var prompt in Hard.Concat(Code))
        {
            Assert.Equal("strong", await ChosenAsync(prompt, new()));
            Assert.Equal("cheap", await ChosenAsync(prompt, new() { CostQuality = 0 }));
            Assert.Equal("cheap", await ChosenAsync(prompt, new() { Difficulty = 0.1 }));
        }
    }

    [Fact]
    public void TheTermsAddUpToTheLogOddsOfTheEstimate()
    {
        var estimate = Of(Hard[1]);

        Assert.Equal(Math.Log(estimate.Value / (1 - estimate.Value)), estimate.Terms.Values.Sum(), 9);
        Assert.True(estimate.Terms["demands"] > 2);
        Assert.DoesNotContain("limiter", estimate.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void AWiderOutputIsHarder()
    {
        static DifficultyEstimate With(string schema) => Of("Extract the fields.", Some.Skill() with { OutputSchema = JsonElement.Parse(schema) });

        var one = With("""{"type":"object","properties":{"a":{"type":"string"}}}""");
        var many = With("""{"type":"object","properties":{"a":{"type":"object","properties":{"b":{},"c":{},"d":{}}},"e":{"type":"array","items":{"properties":{"f":{},"g":{},"h":{}}}},"i":{},"j":{}}}""");

        Assert.True(many.Value > one.Value + 0.02, $"{one} {many}");
    }

    [Theory]
    [InlineData("")]
    [InlineData("日本語の質問です。首都はどこですか。")]
    [InlineData("'''---###")]
    public void AnyTextHasADifficulty(string prompt) => Assert.InRange(Of(prompt).Value, 0, 1);

    [Fact]
    public void OfALongTextTheFirstAndTheLastPartCount()
    {
        var filler = string.Concat(Enumerable.Repeat("lorem ipsum dolor sit amet ", 100_000));

        Assert.True(Of(filler + " Prove the theorem.").Value > Of(filler).Value + 0.2);
        Assert.True(Of("Prove the theorem. " + filler).Value > Of(filler).Value + 0.2);
    }

    [Theory]
    [InlineData("prove", "demands", 1)]
    [InlineData("PROVE it", "demands", 1)]
    [InlineData("weigh Trade-offs", "demands", 1)]
    [InlineData("polite provee pro-e", "demands", 0)]
    [InlineData("in C# or c#", "code", 1)]
    [InlineData("C++ ccccccccccccccccccccccccccccccc#", "code", 0)]
    [InlineData("don't-", "constraints", 0)]
    [InlineData("not, only", "constraints", 2)]
    public void WordsCountInAnyCaseAndAsAWhole(string prompt, string term, int count)
    {
        var (strength, weight) = term switch
        {
            "demands" => (count / (0.5 + count), 4.5),
            "code" => (count / (1.0 + count), 3.0),
            _ => (count / (4.0 + count), 2.0),
        };

        Assert.Equal(strength * weight, Of(prompt).Terms[term], 9);
    }

    [Theory]
    [InlineData(-0.1)]
    [InlineData(1.1)]
    [InlineData(double.NaN)]
    public async Task ADifficultyThatIsNoneIsRefused(double difficulty)
    {
        await using var engine = SkillsEngine.Create(static b => b.AddModelClient(ScriptedClient.Answering("pa"), Some.Model("a", "pa")));

        var result = await engine.ExecuteAsync(Some.Skill(new() { Difficulty = difficulty, PreferredModels = ["a"] }), cancellationToken: Cancel);

        Assert.Equal("skill.preference", Assert.Single(result.Errors).Code);
    }

    private static DifficultyEstimate Of(string prompt, Skill? skill = null) =>
        new DifficultyEstimator().Estimate(new(skill ?? Some.Skill(), [new(MessageRole.User, prompt)]))!;
}
