namespace Skills.Engine.Tests.Definitions;

public sealed class SampleSkillTests
{
    public static TheoryData<string> Files => [.. Directory.EnumerateFiles(Repository.Samples, "*.skill.*", SearchOption.AllDirectories).Select(static f => Path.GetRelativePath(Repository.Samples, f)).Order()];

    [Theory]
    [MemberData(nameof(Files))]
    public void EverySampleLoadsWithoutAFinding(string file)
    {
        var result = new SkillFileReader().Read(Path.Combine(Repository.Samples, file));

        Assert.Empty(result.Diagnostics.Select(static d => d.ToString()));
        Assert.NotNull(result.Definition);
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void EverySampleHasSchemasRulesExamplesAndThreeTests(string file)
    {
        var definition = new SkillFileReader().Read(Path.Combine(Repository.Samples, file)).EnsureValid();

        Assert.NotNull(definition.Skill.InputSchema);
        Assert.NotNull(definition.Skill.OutputSchema);
        Assert.NotEmpty(definition.Skill.ValidationRules);
        Assert.NotEmpty(definition.Skill.Examples);
        Assert.True(definition.Tests.Count >= 3);
    }
}
