using System.Reflection;

namespace Skills.Engine.Tests.Routing;

/// <summary>What the router reads of a skill can be said in a skill file.</summary>
public sealed class SkillFileRoutingTests
{
    private const string File = """
        skill: 1
        name: everything
        description: Says everything a router reads.
        version: 1.0.0
        prompt: hello
        model:
          prefer: [claude-haiku-4-5]
          only: [claude-haiku-4-5, gpt-5.4]
          avoid: [gpt-5.4-pro]
          explore: false
          difficulty: hard
          costQuality: 0.3
          strategy: cascade
          require: [json-schema, json-mode, sampling, seed, system-prompt]
          minQuality: 0.6
          maxCostUsd: 0.02
          maxLatency: 20s
          onlyProviders: [anthropic, openai]
          preferProviders: [anthropic]
          fallbackOnContentPolicy: true
          tags: [premium]
          regions: [eu]
          parallel: { mode: judge, count: 2, judge: pick-best }
          weights: { quality: 1, cost: 3, latency: 4, health: 5, learned: 6, task: 7, diversity: 8, vendor: 9 }
          providers: { anthropic: { thinking: { type: disabled } } }
          options: { temperature: 0.5, topP: 0.9, topK: 40, maxOutputTokens: 300, stop: [END], seed: 5000000000, frequencyPenalty: 0.1, presencePenalty: 0.2, reasoning: high, logprobs: 2, citations: true }
          promptCache: { tools: true, ttl: 1h, key: k, content: cachedContents/c }

        """;

    [Fact]
    public void EveryPreferenceCanBeSaid()
    {
        var read = new SkillFileReader().ReadText("everything.skill.yaml", File);
        Assert.True(read.IsValid, string.Join('\n', read.Diagnostics));
        var preferences = read.EnsureValid().Skill.ModelPreferences;

        foreach (var (given, otherwise) in new (object, object)[] { (preferences, new ModelPreferences()), (preferences.Parallel!, new ParallelPreferences()), (preferences.Weights!, new RoutingWeights()), (preferences.PromptCache!, new PromptCaching()) })
        {
            foreach (var property in given.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance))
            {
                Assert.False(Equals(property.GetValue(otherwise), property.GetValue(given)), $"{given.GetType().Name}.{property.Name} cannot be said in a skill file.");
            }
        }

        Assert.Equal(new() { Mode = ParallelMode.Judge, Count = 2, JudgeSkill = "pick-best" }, preferences.Parallel);
        Assert.Equal(5_000_000_000, preferences.Seed);
        Assert.Equal(["anthropic"], preferences.PreferredProviders);
    }

    [Theory]
    [InlineData("parallel: { mode: judge }", "'judge' is missing")]
    [InlineData("parallel: { mode: vote, count: 9 }", "'count' must lie between 2 and 5")]
    [InlineData("parallel: { mode: most }", "most")]
    [InlineData("parallel: { mode: vote, judge: pick-best }", "'judge' has no effect without 'mode: judge'")]
    [InlineData("fallbackOnContentPolicy: 1", "'fallbackOnContentPolicy'")]
    public void AMistakeIsFound(string line, string sentence)
    {
        var read = new SkillFileReader().ReadText("x.skill.yaml", $"skill: 1\nname: x\ndescription: X.\nversion: 1.0.0\nprompt: hello\nmodel:\n  {line}\n");

        Assert.Contains(read.Diagnostics, d => d.Message.Contains(sentence, StringComparison.Ordinal) && d.Line == 7);
    }
}
