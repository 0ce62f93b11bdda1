using System.Text.Json;
using Skills.Tests;

namespace Skills.Jinja.Tests;

/// <summary>The prompts of the Python predecessor, byte for byte.</summary>
public sealed class PredecessorPromptTests
{
    [Fact]
    public void ThePredecessorsPromptsComeOutByteForByte()
    {
        var skill = JsonElement.Parse(File.ReadAllText(Suites.PathOf("../bench/execute/skill.json")));
        var template = new JinjaEnvironment(new() { TrimBlocks = true, LstripBlocks = true }).Parse(skill.GetProperty("prompt_template").GetString()!);
        var cases = JsonElement.Parse(File.ReadAllText(Suites.PathOf("../bench/execute/inputs-and-prompts.json")));

        Assert.All(cases.EnumerateArray(), one => Assert.Equal(
            one.GetProperty("prompt").GetString(),
            template.Render(one.GetProperty("inputs"), TestContext.Current.CancellationToken)));
    }

    [Theory]
    [InlineData(false, "expected.txt")]
    [InlineData(true, "expected_trim_lstrip.txt")]
    public void TheBenchmarksPromptComesOutAsExpected(bool trim, string expected)
    {
        var template = new JinjaEnvironment(new() { TrimBlocks = trim, LstripBlocks = trim }).Parse(File.ReadAllText(Suites.PathOf("../bench/jinja/prompt.jinja")));
        var context = JsonElement.Parse(File.ReadAllText(Suites.PathOf("../bench/jinja/context.json")));

        Assert.Equal(File.ReadAllText(Suites.PathOf("../bench/jinja/" + expected)), template.Render(context, TestContext.Current.CancellationToken));
    }
}
