using System.Text.Json.Nodes;
using Skills.Engine.Composition;
using Skills.Engine.SkillFiles.Sources;

namespace Skills.Engine.SkillFiles.Tests;

/// <summary>A step waits for the steps that it reads, also when their names are computed.</summary>
public sealed class StepReferenceTests
{
    [Theory]
    [InlineData("{{ steps[inputs.source].outputs.text }}", "a,b")]
    [InlineData("{{ steps['a' ~ ''].outputs.text }}", "a,b")]
    [InlineData("{{ steps | length }}", "a,b")]
    [InlineData("{% for s in steps %}{{ s }}{% endfor %}", "a,b")]
    [InlineData("{{ steps.a.outputs.text }}", "a")]
    [InlineData("{{ steps['b'].outputs.text }}", "b")]
    [InlineData("{{ inputs.steps[0] }} and {{ 'steps' }}", "")]
    [InlineData("The steps [1] and steps.zero are described elsewhere.", "")]
    public void AStepWaitsForWhatItsInputsRead(string text, string needs) => Assert.Equal(needs, Needs(new()
    {
        Key = "c",
        Skill = "x",
        Inputs = JsonTrees.ToElement(new JsonObject { ["text"] = text }),
    }));

    [Theory]
    [InlineData("steps[inputs.source].status == 'success'", "a,b")]
    [InlineData("steps.a.status == 'success'", "a")]
    public void AStepWaitsForWhatItsConditionReads(string when, string needs) => Assert.Equal(needs, Needs(new() { Key = "c", Skill = "x", When = when }));

    [Fact]
    public void AStepThatWaitsForAllBeforeItDoesNotWaitForThoseBehind()
    {
        var plan = CompositionPlan.Of(new() { Steps = [new() { Key = "c", Skill = "x", When = "steps[inputs.n]" }, new() { Key = "a", Skill = "x" }] }, out var problems);

        Assert.Empty(problems);
        Assert.Equal(["c", "a"], plan.Steps.Select(static s => s.Call.Key));
        Assert.Empty(plan.Steps[0].Needs);
    }

    private static string Needs(SkillCall step)
    {
        var plan = CompositionPlan.Of(new() { Steps = [new() { Key = "a", Skill = "x" }, new() { Key = "b", Skill = "x" }, step] }, out var problems);

        Assert.Empty(problems);
        return string.Join(",", plan.Steps.Single(s => s.Call.Key == "c").Needs);
    }
}
