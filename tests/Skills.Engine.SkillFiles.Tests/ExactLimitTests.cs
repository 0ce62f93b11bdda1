namespace Skills.Engine.SkillFiles.Tests;

/// <summary>What is exactly at a limit is read and one more is not, whichever form the same content is written in.</summary>
public sealed class ExactLimitTests
{
    private const string Head = "skill: 1\nname: a\nversion: 1.0.0\ndescription: A skill for a test of limits.\nprompt: Hi\n";

    /// <summary>The same content as block YAML, flow YAML, with aliases, and as JSON.</summary>
    public static TheoryData<string, string> SameContent => new()
    {
        { "a.skill.yaml", Head + "x-deep: { a: [1, { b: 2 }], c: [1, { b: 2 }] }\n" },
        { "a.skill.yaml", Head + "x-deep:\n  a:\n    - 1\n    - b: 2\n  c:\n  - 1\n  -\n    b: 2\n" },
        { "a.skill.yaml", Head + "x-deep:\n  a: &l [1, { b: 2 }]\n  c: *l\n" },
        { "a.skill.yaml", Head + "x-deep:\n  a: [1, &m { b: &two 2 }]\n  c: [1, *m]\n" },
        { "a.skill.json", """{ "skill": 1, "name": "a", "version": "1.0.0", "description": "A skill for a test of limits.", "prompt": "Hi", "x-deep": { "a": [1, { "b": 2 }], "c": [1, { "b": 2 }] } }""" },
        { "a.skill.md", "---\n" + Head.Replace("prompt: Hi\n", "", StringComparison.Ordinal) + "x-deep: { a: [1, { b: 2 }], c: [1, { b: 2 }] }\n---\nHi\n" },
    };

    [Theory]
    [MemberData(nameof(SameContent))]
    public void TheLimitsCountTheSameContentAlike(string file, string text)
    {
        // The Markdown form has its prompt outside of the tree.
        var values = file.EndsWith(".md", StringComparison.Ordinal) ? 14 : 15;

        Assert.True(IsRead(file, text, new() { MaxValues = values }));
        Assert.False(IsRead(file, text, new() { MaxValues = values - 1 }));
        Assert.True(IsRead(file, text, new() { MaxDepth = 4 }));
        Assert.False(IsRead(file, text, new() { MaxDepth = 3 }));
    }

    [Theory]
    [InlineData("a.skill.yaml", "prompt: Grüße €\n")]
    [InlineData("a.skill.yaml", "prompt: Hi\n")]
    public void AFileOfExactlyTheBytesIsReadFromDiskAndAsText(string file, string prompt)
    {
        var text = Head.Replace("prompt: Hi\n", prompt, StringComparison.Ordinal);
        var bytes = System.Text.Encoding.UTF8.GetByteCount(text);
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, file);
        File.WriteAllText(path, text);

        foreach (var (limit, isRead) in new[] { (bytes, true), (bytes - 1, false) })
        {
            var reader = Some.Reader(new() { MaxFileBytes = limit });
            Assert.Equal(isRead, reader.ReadText(file, text).IsValid);
            Assert.Equal(isRead, reader.Read(path).IsValid);
        }
    }

    [Theory]
    [InlineData("model: { options: { temperature: 0 } }", true)]
    [InlineData("model: { options: { temperature: -0.01 } }", false)]
    [InlineData("model: { options: { temperature: 2 } }", true)]
    [InlineData("model: { options: { temperature: 2.01 } }", false)]
    [InlineData("model: { options: { frequencyPenalty: -2 } }", true)]
    [InlineData("model: { options: { frequencyPenalty: -2.01 } }", false)]
    [InlineData("model: { parallel: { mode: vote, count: 2 } }", true)]
    [InlineData("model: { parallel: { mode: vote, count: 1 } }", false)]
    [InlineData("model: { parallel: { mode: vote, count: 5 } }", true)]
    [InlineData("model: { parallel: { mode: vote, count: 6 } }", false)]
    public void ANumberAtItsBoundIsReadAndOneBeyondItIsNot(string line, bool isRead) => Assert.Equal(isRead, IsRead("a.skill.yaml", Head + line + "\n", new()));

    [Theory]
    [InlineData(1, true)]
    [InlineData(1024, true)]
    [InlineData(1025, false)]
    public void ADescriptionHas1To1024Characters(int length, bool isRead) =>
        Assert.Equal(isRead, IsRead("a.skill.yaml", Head.Replace("A skill for a test of limits.", new('x', length), StringComparison.Ordinal), new()));

    private static bool IsRead(string file, string text, SkillDefinitionOptions options) => Some.Reader(options).ReadText(file, text).IsValid;
}
