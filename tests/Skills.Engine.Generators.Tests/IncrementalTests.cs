using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Skills.Engine.Generators.Tests;

/// <summary>The compiler reuses what an edit does not concern.</summary>
public sealed class IncrementalTests
{
    private const string Use = "[Skills.Engine.SkillFile(\"triage.skill.yaml\")] internal sealed partial class Triage;";

    private static readonly string Text = Compilations.Source("Skills", "triage.skill.yaml");

    [Fact]
    public void AnEditElsewhereInTheProgramGeneratesNothingAgain()
    {
        var compilation = Compilations.Of(Use, "internal static class Other;");
        var driver = Compilations.Driver(("triage.skill.yaml", Text)).RunGenerators(compilation, TestContext.Current.CancellationToken);
        var edited = compilation.ReplaceSyntaxTree(compilation.SyntaxTrees[1], CSharpSyntaxTree.ParseText("internal static class Other { public static int Count => 1; }", Compilations.Parsing, "/project/Source1.cs", cancellationToken: TestContext.Current.CancellationToken));

        var result = driver.RunGenerators(edited, TestContext.Current.CancellationToken).GetRunResult().Results[0];

        Assert.All(result.TrackedSteps["SkillFiles"].SelectMany(static s => s.Outputs), static o => Assert.Equal(IncrementalStepRunReason.Cached, o.Reason));
        Assert.All(result.TrackedSteps["SkillClients"].SelectMany(static s => s.Outputs), static o => Assert.True(o.Reason is IncrementalStepRunReason.Cached or IncrementalStepRunReason.Unchanged));
        Assert.All(result.TrackedOutputSteps.SelectMany(static s => s.Value).SelectMany(static s => s.Outputs), static o => Assert.Equal(IncrementalStepRunReason.Cached, o.Reason));
    }

    [Fact]
    public void AnEditOfThePromptGeneratesNothingAgain()
    {
        var compilation = Compilations.Of(Use);
        var driver = Compilations.Driver(("triage.skill.yaml", Text)).RunGenerators(compilation, TestContext.Current.CancellationToken);
        var (before, after) = (new Compilations.SkillFileText("/project/triage.skill.yaml", Text), new Compilations.SkillFileText("/project/triage.skill.yaml", Text.Replace("prompt: Triage", "prompt: Please triage", StringComparison.Ordinal)));
        driver = driver.ReplaceAdditionalTexts([before]).RunGenerators(compilation, TestContext.Current.CancellationToken);

        var result = driver.ReplaceAdditionalText(before, after).RunGenerators(compilation, TestContext.Current.CancellationToken).GetRunResult().Results[0];

        Assert.Equal(IncrementalStepRunReason.Unchanged, Assert.Single(result.TrackedSteps["SkillFiles"].Single().Outputs).Reason);
        Assert.All(result.TrackedOutputSteps.SelectMany(static s => s.Value).SelectMany(static s => s.Outputs), static o => Assert.Equal(IncrementalStepRunReason.Cached, o.Reason));
    }

    [Fact]
    public void AnEditOfOneFileGeneratesItsClientOnly()
    {
        var (first, second) = (new Compilations.SkillFileText("/project/all/triage.skill.yaml", Text), new Compilations.SkillFileText("/project/all/motto.skill.yaml", Compilations.Source("Skills", "motto.skill.yaml")));
        var compilation = Compilations.Of("internal static class Other;");
        var driver = Compilations.Driver().AddAdditionalTexts([first, second]).RunGenerators(compilation, TestContext.Current.CancellationToken);
        var changed = new Compilations.SkillFileText(first.Path, Text.Replace("urgency", "priority", StringComparison.Ordinal));

        var result = driver.ReplaceAdditionalText(first, changed).RunGenerators(compilation, TestContext.Current.CancellationToken).GetRunResult().Results[0];

        var reasons = result.TrackedOutputSteps.SelectMany(static s => s.Value).SelectMany(static s => s.Outputs).Select(static o => o.Reason).ToList();
        Assert.Single(reasons, IncrementalStepRunReason.Modified);
    }
}
