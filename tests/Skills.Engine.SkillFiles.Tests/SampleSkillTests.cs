namespace Skills.Engine.SkillFiles.Tests;

public sealed class SampleSkillTests
{
    public static TheoryData<string> Files => [.. Directory.EnumerateFiles(Repository.Samples, "*.skill.*", SearchOption.AllDirectories).Select(static f => Path.GetRelativePath(Repository.Samples, f)).Order()];

    [Theory]
    [MemberData(nameof(Files))]
    public void EverySampleLoadsWithoutAFinding(string file)
    {
        var result = Some.Reader().Read(Path.Combine(Repository.Samples, file));

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
        Assert.True(definition.Skill.Examples.Count > 0 || definition.Skill.Composition is not null);
        Assert.True(definition.Tests.Count >= 3);
    }

    [Fact]
    public void ThereAreSixteenInEightCategoriesAndTheyLoadTogether()
    {
        using var catalog = Some.Catalog(Repository.Samples);

        Assert.Empty(catalog.Diagnostics);
        Assert.True(catalog.Definitions.Count >= 16);
        Assert.Equal(8, catalog.Definitions.Select(static d => d.Skill.Category).Distinct().Count());
        Assert.Equal(8, Directory.EnumerateDirectories(Repository.Samples).Count());
    }
}
