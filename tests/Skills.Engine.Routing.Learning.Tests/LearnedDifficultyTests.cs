using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Skills.Engine.Routing.Learning.Sharing;
using Skills.Engine.Testing;

namespace Skills.Engine.Routing.Learning.Tests;

/// <summary>Difficulty learned from outcomes: used when it is better, and only then.</summary>
public sealed class LearnedDifficultyTests
{
    private static readonly ModelDefinition Weak = new() { Id = "weak", Provider = "p", Quality = 0.6 };
    private static readonly ModelDefinition Strong = new() { Id = "strong", Provider = "p", Quality = 0.95 };

    [Fact]
    public void NothingLearnedIsTheBuiltInEstimate()
    {
        var estimate = New().Estimate(Request("What is the capital of France?"))!;

        Assert.Equal("prior", estimate.Source);
        Assert.InRange(estimate.Value, 0, 0.2);
    }

    [Fact]
    public void WordsThatTellWhatFailsAreLearnedAndThenUsed()
    {
        var learner = New();
        Teach(learner, 400);

        var (hard, easy) = (learner.Estimate(Request("Take the report about tensors and shorten it."))!, learner.Estimate(Request("Take the report about gardens and shorten it."))!);

        Assert.Equal(("learned", "learned"), (hard.Source, easy.Source));
        Assert.True(hard.Value > 0.6 && easy.Value < 0.4, $"{hard} {easy}");
        Assert.Equal(Math.Log(hard.Value / (1 - hard.Value)), hard.Terms.Values.Sum(), 6);
        Assert.True(learner.States()[0] is { IsOn: true, Outcomes: 400, HeldBack: 80 } state && state.LossLearned < state.LossBuiltIn);
    }

    [Fact]
    public void OutcomesThatFollowNothingLeaveTheBuiltInEstimate()
    {
        var (learner, random) = (New(), new Random(3));
        for (var i = 0; i < 400; i++)
        {
            Learn(learner, Topics[i % Topics.Length], random.NextDouble() < 0.5 ? 1 : 0, Weak);
        }

        Assert.All(learner.States(), static s => Assert.False(s.IsOn));
        Assert.Equal("prior", learner.Estimate(Request(Topics[0]))!.Source);
    }

    [Fact]
    public void WhereStrongModelsFailTooARequestNeedsThemLess()
    {
        var learner = New();
        Teach(learner, 400);
        for (var i = 0; i < 400; i++)
        {
            var topic = Topics[i * 7 % Topics.Length];
            Learn(learner, About(topic), topic == "manifolds" ? 0 : 1, Strong);
        }

        double Of(string topic) => learner.Estimate(Request(About(topic)))!.Value;
        Assert.True(Of("tensors") > Of("manifolds") + 0.2, $"{Of("tensors")} {Of("manifolds")}");
        Assert.True(Of("manifolds") > Of("gardens"), $"{Of("manifolds")} {Of("gardens")}");
        Assert.Equal((800, 160), (learner.States()[0].Outcomes, learner.States()[0].HeldBack));
    }

    [Fact]
    public void ASkillIsLearnedByItselfAndFurtherOnesForTheHostOnly()
    {
        var learner = New(static o => o.MaxSkills = 1);
        Learn(learner, Topics[0], 1, Weak, "one");
        Learn(learner, Topics[0], 1, Weak, "two");

        Assert.Equal([(null, 2), ("one", 1)], learner.States().Select(static s => (s.Skill, s.Outcomes)));
    }

    [Fact]
    public void WhatIsLearnedCanBeExportedImportedAndForgotten()
    {
        var (learner, other) = (New(), New());
        Teach(learner, 400);
        using var file = new MemoryStream();
        learner.Export(file);

        file.Position = 0;
        other.Import(file);
        Assert.Equal(learner.States(), other.States());
        Assert.Equal(learner.Estimate(Request(Topics[0]))!.Value, other.Estimate(Request(Topics[0]))!.Value, 9);
        Assert.DoesNotContain("tensors", System.Text.Encoding.Latin1.GetString(file.ToArray()), StringComparison.Ordinal);

        other.Reset("skill");
        Assert.Null(Assert.Single(other.States()).Skill);
        other.Reset();
        Assert.Equal(0, Assert.Single(other.States()).Outcomes);
    }

    [Fact]
    public void ADamagedExportChangesNothing()
    {
        var (learner, other) = (New(), New());
        Teach(learner, 100);
        Teach(other, 10);
        using var file = new MemoryStream();
        learner.Export(file);
        var before = other.States();

        foreach (var bytes in (byte[][])[[], [1, 2, 3], file.ToArray()[..^5], [.. file.ToArray()[..8], .. Enumerable.Repeat((byte)0xFF, 500)]])
        {
            Assert.Throws<InvalidDataException>(() => other.Import(new MemoryStream(bytes)));
        }

        Assert.Equal(before, other.States());
    }

    [Fact]
    public async Task AStatedDifficultyIsNotLearnedOver()
    {
        var learner = New();
        Teach(learner, 400);

        Assert.Equal((0.9, "stated"), learner.Estimate(Request(Topics[0], new() { Difficulty = 0.9 })) is { } stated ? (stated.Value, stated.Source) : default);

        // Registered, it takes the place of the built-in one.
        await using var services = new ServiceCollection().AddLogging().AddSkillsEngine().AddLearnedDifficulty().Services.BuildServiceProvider();
        Assert.IsType<LearnedDifficultyEstimator>(services.GetRequiredService<IDifficultyEstimator>());
    }

    private static readonly string[] Topics = ["tensors", "gardens", "manifolds", "kitchens", "spinors", "bicycles"];

    private static LearnedDifficultyEstimator New(Action<LearnedDifficultyOptions>? configure = null)
    {
        var options = new LearnedDifficultyOptions();
        configure?.Invoke(options);
        return new(Options.Create(options));
    }

    [Fact]
    public async Task ARatingTeachesTheEstimator()
    {
        await using var services = new ServiceCollection().AddLogging().AddSkillsEngine().AddLearnedDifficulty().Services.BuildServiceProvider();
        var (learner, feedback) = (services.GetRequiredService<LearnedDifficultyEstimator>(), services.GetRequiredService<FeedbackRecorder>());
        feedback.Remember("run", null, new() { Model = Weak, Category = "GENERAL", SkillId = "skill", Difficulty = learner.Estimate(Request(Topics[0])) }, 1);

        Assert.True(feedback.Record(new() { ExecutionId = "run", Rating = 0 }));

        Assert.Equal([1, 1], learner.States().Select(static s => s.Outcomes));
    }

    [Theory]
    [InlineData(true, 0)]
    [InlineData(false, 1)]
    public async Task TheVerdictOfAJudgeTeachesTheEstimator(bool passes, double failures)
    {
        var model = new FakeModelClient().Respond((request, _) => Task.FromResult(new ModelReply
        {
            Text = request.Messages[^1].Text.StartsWith("Judge", StringComparison.Ordinal) ? $$"""{"pass":{{(passes ? "true" : "false")}}}""" : """{"text":"an answer"}""",
        }));
        await using var services = new ServiceCollection().AddLogging().AddSkillsEngine(static o => o.Catalog.Embedded = false)
            .AddModelClient(model, model.Model() with { Quality = 0.6 })
            .AddSkill(new() { Id = "judge", Name = "Judge", PromptTemplate = "Judge it." })
            .AddLearnedDifficulty().Services.BuildServiceProvider();
        var learner = services.GetRequiredService<LearnedDifficultyEstimator>();
        var taught = new List<LearnedRecord>();
        learner.Learned = taught.Add;
        var skill = new Skill { Id = "judged", Name = "Judged", PromptTemplate = "Write.", ValidationRules = [new() { Type = "llm_judge", Parameters = JsonElement.Parse("""{"skill":"judge"}""") }] };

        var result = await services.GetRequiredService<SkillExecutionEngine>().ExecuteAsync(skill with { Limits = new() { Attempts = 1 } }, cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(passes, result.IsSuccess);
        Assert.Equal((false, failures), taught.Where(static t => t.Skill == "judged").Select(static t => (t.IsStrong, t.Failure)).Distinct().Single());
    }

    // What is about physics fails, whatever its length.
    private static void Teach(LearnedDifficultyEstimator learner, int outcomes)
    {
        for (var i = 0; i < outcomes; i++)
        {
            var topic = Topics[i * 7 % Topics.Length];
            Learn(learner, About(topic), topic is "tensors" or "manifolds" or "spinors" ? 0 : 1, Weak);
        }
    }

    private static string About(string topic) => $"Take the report about {topic} and shorten it.";

    private static void Learn(LearnedDifficultyEstimator learner, string prompt, double quality, ModelDefinition model, string skill = "skill") =>
        learner.Learn(new() { Model = model, Category = "GENERAL", SkillId = skill, Difficulty = learner.Estimate(Request(prompt)) }, quality);

    private static DifficultyRequest Request(string prompt, ModelPreferences? preferences = null) =>
        new(new() { Id = "skill", Name = "Skill", ModelPreferences = preferences ?? new() }, [new(MessageRole.User, prompt)]);
}
