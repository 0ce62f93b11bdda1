using Skills.Engine.SkillFiles.Reading;
using Skills.Engine.SkillFiles.Sources;

namespace Skills.Engine.SkillFiles.Tests;

/// <summary>The two files that the format was designed with.</summary>
public sealed class ExampleFileTests
{
    private static readonly string Folder = Path.Combine(Repository.Root, "tests", "Skills.Engine.SkillFiles.Tests", "Data");

    [Fact]
    public void TheYamlExampleSaysWhatItsKeysSay()
    {
        var definition = Some.Reader().Read(Path.Combine(Folder, "ticket-triage.skill.yaml")).EnsureValid();
        var skill = definition.Skill;

        Assert.Equal(("ticket-triage", "Triage a support ticket", "1.2.0", "SUPPORT"), (skill.Slug, skill.Name, skill.Version, skill.Category));
        Assert.Equal(["support", "classification"], skill.Tags);
        Assert.Equal("MIT", definition.License);
        Assert.Equal(["text"], skill.InputSchema!.Value.GetProperty("required").EnumerateArray().Select(static r => r.GetString()));
        Assert.Equal("array", skill.InputSchema.Value.GetProperty("properties").GetProperty("history").GetProperty("type")[0].GetString());
        Assert.Equal(["/text"], skill.SecretInputs);
        Assert.Equal(4, skill.Messages.Count);
        Assert.True(skill.Messages[0].CacheBreakpoint);
        Assert.True(skill.Messages[1].Examples);
        Assert.Equal(("history", 6), (skill.Messages[2].History, skill.Messages[2].Last));
        Assert.Equal(ModelCapabilities.JsonSchema, skill.ModelPreferences.Require);
        Assert.Equal((0.7, 0.002m, 0.0, 300), (skill.ModelPreferences.MinQuality, skill.ModelPreferences.MaxCost, skill.ModelPreferences.Temperature, skill.ModelPreferences.MaxOutputTokens));
        Assert.Equal(["required_fields", "range_check", "regex", "custom"], skill.ValidationRules.Select(static r => r.Type));
        Assert.Equal(5, skill.ValidationRules[1].Parameters.GetProperty("max").GetInt32());
        Assert.Equal((TimeSpan.FromHours(1), CacheScope.Shared), (skill.Cache.Ttl, skill.Cache.Scope));
        Assert.Equal((TimeSpan.FromSeconds(20), 3), (skill.Limits.Timeout, skill.Limits.Attempts));
        Assert.Equal(("terse", 0.1, 120), (skill.Variants[0].Name, skill.Variants[0].Weight, skill.Variants[0].Skill.ModelPreferences.MaxOutputTokens));
        Assert.Equal([1, 2], definition.Tests.Select(static t => t.Respond.Count));
    }

    [Fact]
    public void TheMarkdownExampleIsSplitAtItsRoleLines()
    {
        var skill = Some.Reader().Read(Path.Combine(Folder, "release-notes.skill.md")).EnsureValid().Skill;

        Assert.Equal([MessageRole.System, MessageRole.User], skill.Messages.Select(static m => m.Role));
        Assert.StartsWith("You write release notes", skill.Messages[0].Content, StringComparison.Ordinal);
        Assert.EndsWith("{% endfor %}", skill.Messages[1].Content, StringComparison.Ordinal);
        Assert.Equal(OutputFormat.Markdown, skill.Output.Format);
    }

    [Theory]
    [InlineData("user:\nOne.\n\\user:\nnot a role\nassistant:\nTwo.", "One.\nuser:\nnot a role|Two.")]
    [InlineData("No role at all: user: here.", "No role at all: user: here.")]
    [InlineData("system:\r\nA\r\n\r\nuser:\r\nB\r\n", "A|B")]
    public void RoleLinesSplitTheSource(string body, string expected)
    {
        var pieces = RoleSplitter.Split(new("x.skill.md", body), 0, body.Length);

        Assert.Equal(expected, string.Join('|', pieces.Select(static p => p.Text.Text)));
    }

    [Theory]
    [InlineData("500ms", 500)]
    [InlineData("1h30m", 5_400_000)]
    [InlineData("7d", 604_800_000)]
    [InlineData("PT20S", 20_000)]
    [InlineData("P1D", 86_400_000)]
    [InlineData("", -1)]
    [InlineData("20", -1)]
    [InlineData("20 s", -1)]
    [InlineData("-5s", -1)]
    [InlineData("-PT5S", -1)]
    [InlineData("P", -1)]
    [InlineData("99999999999999d", -1)]
    public void DurationsAreWhatTheySay(string text, double milliseconds) =>
        Assert.Equal(milliseconds < 0 ? null : TimeSpan.FromMilliseconds(milliseconds), DurationText.Parse(text));

    [Theory]
    [InlineData("0o17", ScalarKind.Number, "15")]
    [InlineData("0x1F", ScalarKind.Number, "31")]
    [InlineData("+7", ScalarKind.Number, "7")]
    [InlineData("007", ScalarKind.Number, "7")]
    [InlineData(".5", ScalarKind.Number, "0.5")]
    [InlineData("1.", ScalarKind.Number, "1")]
    [InlineData("1e3", ScalarKind.Number, "1e3")]
    [InlineData("yes", ScalarKind.String, "yes")]
    [InlineData("1.2.0", ScalarKind.String, "1.2.0")]
    [InlineData("2026-01-01", ScalarKind.String, "2026-01-01")]
    [InlineData("-", ScalarKind.String, "-")]
    [InlineData("~", ScalarKind.Null, "")]
    [InlineData(".inf", ScalarKind.Number, null)]
    public void PlainValuesMeanWhatYamlSays(string text, object kind, string? json) => Assert.Equal(((ScalarKind)kind, json), YamlCoreSchema.Resolve(text));
}
