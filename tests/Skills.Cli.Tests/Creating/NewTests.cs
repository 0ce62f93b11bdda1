using Skills.Cli.Tests.Support;

namespace Skills.Cli.Tests.Creating;

public sealed class NewTests
{
    [Theory]
    [InlineData("classify")]
    [InlineData("extract")]
    [InlineData("write")]
    [InlineData("review")]
    public async Task ANewSkillIsWithoutFindingsAndRunsDry(string kind)
    {
        using var place = new Workplace();

        var created = (await place.RunAsync("new", "my-skill", "--like", kind)).Exits(0);
        (await place.RunAsync("validate", "--fail-on", "info")).Exits(0);
        var test = place.Read("skills/my-skill.tests.yaml").Split('\n')[0].Replace("- name: ", "", StringComparison.Ordinal);
        (await place.RunAsync("run", "my-skill", "--dry", "--case", test)).Exits(0);

        Assert.Contains("skills/my-skill.skill.yaml", created.Out, StringComparison.Ordinal);
        Assert.StartsWith("# yaml-language-server: $schema=./skill.schema.json", place.Read("skills/my-skill.skill.yaml"), StringComparison.Ordinal);
        Assert.Contains("urn:skills-engine:skill:1", place.Read("skills/skill.schema.json"), StringComparison.Ordinal);
        Assert.Contains("skill.schema.json", place.Read(".vscode/settings.json"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnExistingSkillIsReplacedOnlyWithForce()
    {
        using var place = new Workplace();
        (await place.RunAsync("new", "mine")).Exits(0);
        place.Write("skills/mine.skill.yaml", "edited");
        place.Write(".vscode/settings.json", "// mine");

        var refused = (await place.RunAsync("new", "mine")).Exits(2);
        Assert.Equal("edited", place.Read("skills/mine.skill.yaml"));
        (await place.RunAsync("new", "mine", "--force")).Exits(0);

        Assert.Contains("exists", refused.Error, StringComparison.Ordinal);
        Assert.NotEqual("edited", place.Read("skills/mine.skill.yaml"));
        Assert.Equal("// mine", place.Read(".vscode/settings.json"));
    }

    [Theory]
    [InlineData("../escape")]
    [InlineData("Upper")]
    [InlineData("a--b")]
    [InlineData("a/b")]
    public async Task ANameThatIsNoNameIsRefused(string name)
    {
        using var place = new Workplace();

        (await place.RunAsync("new", name)).Exits(2);

        Assert.Empty(Directory.EnumerateFileSystemEntries(place.Folder));
    }
}
