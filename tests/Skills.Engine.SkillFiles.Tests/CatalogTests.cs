using Skills.Engine.Catalog;
using Skills.Engine.Execution;

namespace Skills.Engine.SkillFiles.Tests;

public sealed class CatalogTests
{
    [Theory]
    [InlineData("1.2.0", "1.2.0", true)]
    [InlineData("1.2.0", "1.2.1", false)]
    [InlineData("^1.2", "1.9.9", true)]
    [InlineData("^1.2", "1.1.9", false)]
    [InlineData("^1.2", "2.0.0", false)]
    [InlineData("^0.2.3", "0.2.9", true)]
    [InlineData("^0.2.3", "0.3.0", false)]
    [InlineData("^0.0.3", "0.0.4", false)]
    [InlineData("~1.2.3", "1.2.9", true)]
    [InlineData("~1.2.3", "1.3.0", false)]
    [InlineData("~1", "1.9.0", true)]
    [InlineData("1.x", "1.5.0", true)]
    [InlineData("1.2", "1.2.7", true)]
    [InlineData("1.2", "1.3.0", false)]
    [InlineData("*", "9.9.9", true)]
    [InlineData(">=1.0 <2.0", "1.5.0", true)]
    [InlineData(">=1.0 <2.0", "2.0.0", false)]
    [InlineData(">1.2", "1.2.9", false)]
    [InlineData(">1.2", "1.3.0", true)]
    [InlineData("<=1.2", "1.2.9", true)]
    [InlineData("1.0.0 || ^2.0", "2.4.0", true)]
    [InlineData("^1.0.0", "1.1.0-beta", false)]
    [InlineData("^1.1.0-alpha", "1.1.0-beta", true)]
    [InlineData("^1.1.0-alpha", "1.2.0-beta", false)]
    public void ARangeHoldsTheVersionsItNames(string range, string version, bool holds) =>
        Assert.Equal(holds, VersionRange.Parse(range)!.Contains(SemanticVersion.Parse(version)!));

    [Theory]
    [InlineData("")]
    [InlineData("abc")]
    [InlineData("1.2.3.4")]
    [InlineData("^")]
    [InlineData("1.0 ||")]
    public void WhatIsNoRangeIsNone(string range) => Assert.Null(VersionRange.Parse(range));

    [Theory]
    [InlineData("1.0.0-alpha", "1.0.0-alpha.1")]
    [InlineData("1.0.0-alpha.1", "1.0.0-alpha.beta")]
    [InlineData("1.0.0-alpha.beta", "1.0.0-beta")]
    [InlineData("1.0.0-beta.2", "1.0.0-beta.11")]
    [InlineData("1.0.0-rc.1", "1.0.0")]
    [InlineData("1.9.0", "1.10.0")]
    public void VersionsAreOrderedAsTheStandardSays(string lower, string higher) =>
        Assert.True(SemanticVersion.Parse(lower)!.CompareTo(SemanticVersion.Parse(higher)) < 0);

    [Fact]
    public void FindsByNameVersionRangeAndLabel()
    {
        using var folder = new TemporaryFolder();
        using var catalog = Some.Catalog(
            folder.Path,
            static o => o.Labels["prod"] = "triage@1.2.0, review@1.0.0",
            ("triage-1.skill.yaml", Some.Skill("triage", "1.2.0")),
            ("triage-2.skill.yaml", Some.Skill("triage", "1.10.0")),
            ("old/triage-0.skill.yaml", Some.Skill("triage", "0.9.0", "status: archived\nprompt: Hi\n")),
            ("new/triage-3.skill.yaml", Some.Skill("triage", "2.0.0-beta")),
            ("review.skill.yaml", Some.Skill("review")));

        Assert.Equal("1.10.0", catalog.Find("triage")!.Version);
        Assert.Equal("1.2.0", catalog.Find("triage@1.2.0")!.Version);
        Assert.Equal("1.10.0", catalog.Find("triage@^1.2")!.Version);
        Assert.Equal("2.0.0-beta", catalog.Find("triage@2.0.0-beta")!.Version);
        Assert.Equal("0.9.0", catalog.Find("triage@<1.0")!.Version);
        Assert.Equal("1.2.0", catalog.Find("triage@prod")!.Version);
        Assert.Equal("1.10.0", catalog.Find("triage@latest")!.Version);
        Assert.Null(catalog.Find("triage@3"));
        Assert.Null(catalog.Find("nobody"));
        Assert.Contains("Did you mean 'triage'?", Assert.Throws<KeyNotFoundException>(() => catalog.Get("triag")).Message);
        Assert.Equal(5, catalog.Definitions.Count);
    }

    [Fact]
    public void ErrorsKeepTheHostFromStarting()
    {
        using var folder = new TemporaryFolder();

        var problem = Assert.Throws<SkillDefinitionException>(() => Some.Catalog(folder.Path, null, ("a.skill.yaml", Some.Skill("a", rest: "promt: Hi\n")), ("b.skill.yaml", Some.Skill("b"))));

        Assert.Contains("SK102", problem.Message);
        Assert.Contains(problem.Diagnostics, static d => d.Code == "SK108");
    }

    [Fact]
    public void TooManyFoldersAreReported()
    {
        using var folder = new TemporaryFolder();
        using var catalog = Some.Catalog(folder.Path, static o => o.MaxSearchFolders = 1, ("a.skill.yaml", Some.Skill("a")), ("deep/b.skill.yaml", Some.Skill("b")));

        Assert.Equal("SK505", Assert.Single(catalog.Diagnostics).Code);
        Assert.NotNull(catalog.Find("a"));
    }

    [Fact]
    public void AnAgentSkillsFolderIsFoundByItsName()
    {
        using var folder = new TemporaryFolder();
        using var catalog = Some.Catalog(folder.Path, null, ("pdf-reader/SKILL.md", "---\nname: pdf\ndescription: Reads PDF files and answers questions on them.\n---\n# Steps\n\nUse {{ braces }} freely.\n"));

        Assert.Contains(catalog.Diagnostics, static d => d.Code == "SK502" && d.Line == 2);
        var skill = catalog.Get("pdf");
        Assert.Equal(MessageRole.System, skill.Messages[0].Role);
        Assert.Contains("{% raw %}", skill.Messages[0].Content);
    }

    [Fact]
    public void AContractBesideASkillMdIsRead()
    {
        using var folder = new TemporaryFolder();
        using var catalog = Some.Catalog(
            folder.Path,
            null,
            ("pdf/SKILL.md", "---\nname: pdf\ndescription: Reads PDF files and answers questions on them.\n---\n# Steps\nRead.\n"),
            ("pdf/skill.yaml", "skill: 1\nname: pdf\nversion: 3.0.0\ndescription: Reads PDF files and answers questions on them.\ninput: { schema: { file: string, question: string } }\ntemplate: { engine: none, file: SKILL.md }\n"));

        var skill = catalog.Get("pdf@3.0.0");
        Assert.Equal("# Steps\nRead.", skill.Messages[0].Content);
        Assert.Contains("question", skill.Messages[1].Content);
    }

    [Fact]
    public void VariantsArePatchesOfTheFile()
    {
        var skill = Some.Reader().ReadText("a.skill.yaml", Some.Skill("a", rest: "prompt: Hi\nmodel: { prefer: [claude-haiku-4-5], options: { temperature: 1, topP: 0.5 } }\nvariants:\n  cold: { weight: 0.25, model: { options: { temperature: 0, topP: ~ } } }\n  other: { prompt: Ho }\n")).EnsureValid().Skill;

        Assert.Equal(["cold", "other"], skill.Variants.Select(static v => v.Name));
        Assert.Equal(0, skill.Variants[0].Skill.ModelPreferences.Temperature);
        Assert.Null(skill.Variants[0].Skill.ModelPreferences.TopP);
        Assert.Equal(["claude-haiku-4-5"], skill.Variants[0].Skill.ModelPreferences.PreferredModels);
        Assert.Equal("Ho", skill.Variants[1].Skill.PromptTemplate);
        Assert.Empty(skill.Variants[0].Skill.Variants);
    }

    [Fact]
    public void WeightsShareTheCallsAndAUserKeepsTheChoice()
    {
        var skill = new Skill { Id = "a", Name = "a", Variants = [new("b", 0.3, new() { Id = "a", Name = "a" })] };

        var drawn = Enumerable.Range(0, 10_000).Count(i => SkillVariantChoice.Of(skill, new(), $"execution-{i}") is not null);

        Assert.InRange(drawn, 2800, 3200);
        Assert.Single(Enumerable.Range(0, 50).Select(i => SkillVariantChoice.Of(skill, new() { UserId = "u" }, $"e{i}")?.Name).Distinct());
        Assert.Equal(2, Enumerable.Range(0, 50).Select(i => SkillVariantChoice.Of(skill, new() { UserId = "u", TenantId = $"t{i}" }, "e")?.Name).Distinct().Count());
        Assert.Equal("b", SkillVariantChoice.Of(skill, new() { Variant = "b" }, "e")!.Name);
    }

    [Fact]
    public void EmbeddedSkillsAreReadWithTheFilesBesideThem()
    {
        var result = new SkillFileReader().Read(
            new MemoryStream(System.Text.Encoding.UTF8.GetBytes(Some.Skill("a", rest: "prompt: '{% include \"p\" %}'\npartials: { p: { file: p.txt } }\n"))),
            "x.a.skill.yaml",
            static name => name == "p.txt" ? new MemoryStream("text"u8.ToArray()) : null);

        Assert.Equal("text", result.EnsureValid().Skill.Partials["p"]);
    }
}
