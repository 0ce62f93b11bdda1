using System.Text.Json;
using Skills.Tests;

namespace Skills.Engine.Tests.EndToEnd;

/// <summary>The prompts of the Python predecessor, byte for byte.</summary>
public sealed class PredecessorPromptTests
{
    [Fact]
    public async Task TheBenchmarksSkillRendersAsThePredecessorDid()
    {
        var folder = Suites.PathOf("../bench/execute");
        var definition = JsonElement.Parse(await File.ReadAllTextAsync(Path.Combine(folder, "skill.json"), TestContext.Current.CancellationToken));
        var cases = JsonElement.Parse(await File.ReadAllTextAsync(Path.Combine(folder, "inputs-and-prompts.json"), TestContext.Current.CancellationToken));
        var skill = new Skill
        {
            Id = definition.GetProperty("id").GetString()!,
            Name = definition.GetProperty("name").GetString()!,
            PromptTemplate = definition.GetProperty("prompt_template").GetString(),
            InputSchema = definition.GetProperty("input_schema"),
            OutputSchema = definition.GetProperty("output_schema"),
        };
        await using var engine = SkillsEngine.Create(static _ => { });

        Assert.NotEqual(0, cases.GetArrayLength());
        foreach (var given in cases.EnumerateArray())
        {
            Assert.Equal(given.GetProperty("prompt").GetString(), engine.Render(skill, given.GetProperty("inputs")).EnsureSuccess().RenderedPrompt);
        }
    }
}
