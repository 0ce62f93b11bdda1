using System.Globalization;
using System.Text;

namespace Skills.Engine.SkillFiles.Tests;

/// <summary>Files made to harm: each gives a clear error with bounded work, none an exception. Work is counted in allocated bytes, which do not depend on the machine's load.</summary>
public sealed class HostileFileTests
{
    private const string Head = "skill: 1\nname: demo\ndescription: A skill made to harm the reader.\n";

    // Texts here have up to 10 MB; anything that grows with the square of a text passes this.
    private const long MostBytes = 1_000_000_000;

    public static TheoryData<string, string, string, string> Texts => new()
    {
        { "aliases that double", "a.skill.yaml", Bomb(), "SK005" },
        { "an alias of itself", "a.skill.yaml", "a: &a [*a]\n", "SK003" },
        { "ten megabytes", "a.skill.yaml", Head + "prompt: " + new string('x', 10 * 1024 * 1024), "SK001" },
        { "10,000 levels in brackets", "a.skill.yaml", Head + "metadata: " + new string('[', 10_000), "SK005" },
        { "10,000 levels in JSON", "a.skill.json", new string('[', 10_000), "SK005" },
        { "10,000 levels by indentation", "a.skill.yaml", Indented(1000), "SK005" },
        { "a million entries", "a.skill.yaml", Head + "metadata: [" + string.Concat(Enumerable.Repeat("1,", 400_000)) + "]", "SK005" },
        { "a NUL", "a.skill.yaml", Head + "prompt: a\0b\n", "SK002" },
        { "nested templates", "a.skill.yaml", Head + "prompt: \"{{ " + new string('(', 100_000) + " }}\"\n", "SK203" },
        { "nested conditions", "a.skill.yaml", Head + "prompt: \"" + string.Concat(Enumerable.Repeat("{% if a %}", 20_000)) + "\"\n", "SK203" },
        { "a schema that refers to itself without end", "a.skill.yaml", Head + "prompt: Hi\noutput: { schema: { $ref: '#' } }\n", "" },
        { "a very long line", "a.skill.yaml", Head + "prompt: Hi\n" + new string('y', 500_000) + ": 1\n", "SK" },
        { "nested Handlebars", "a.prompt", string.Concat(Enumerable.Repeat("{{#if a}}", 50_000)), "SK303" },
        { "nested calls in Handlebars", "a.prompt", "{{#if " + new string('(', 50_000) + "}}", "SK303" },
    };

    public static TheoryData<string, string, string> Heavy => new()
    {
        { "thousands of unknown keys in one line", "a.skill.yaml", "{" + Head.Replace('\n', ',') + string.Join(", ", Enumerable.Range(0, 40_000).Select(static i => $"k{i}: 1")) + "}" },
        { "thousands of undeclared names", "a.skill.yaml", Head + "input: { schema: { a: string } }\nprompt: '" + string.Concat(Enumerable.Repeat("{{ aa }} ", 40_000)) + "'\n" },
        { "thousands of slips over thousands of names", "a.skill.yaml", Head + "input:\n  schema:\n" + string.Concat(Enumerable.Range(0, 8000).Select(static i => $"    some_name_{i}: string\n")) + "prompt: '" + string.Concat(Enumerable.Range(0, 8000).Select(static i => $"{{{{ some_nmae_{i} }}}} ")) + "'\n" },
        { "thousands of defaults", "a.skill.yaml", Head + "prompt: Hi\ninput:\n  schema:\n    type: object\n    properties:\n" + string.Concat(Enumerable.Range(0, 8000).Select(static i => $"      n{i}: {{ type: integer, default: x }}\n")) },
        { "thousands of partials in a row", "a.skill.yaml", Head + "prompt: '{% include \"p0\" %}'\npartials:\n" + string.Concat(Enumerable.Range(0, 15_000).Select(static i => $"  p{i}: '{{% include \"p{i + 1}\" %}}'\n")) },
        { "thousands of steps", "a.skill.yaml", Head + "steps:\n" + string.Concat(Enumerable.Range(0, 15_000).Select(static i => $"  - {{ name: s{i}, skill: x }}\n")) },
        { "thousands of variants", "a.skill.yaml", Head + "prompt: Hi\nvariants:\n" + string.Concat(Enumerable.Range(0, 20_000).Select(static i => $"  v{i}: {{ prompt: Ho }}\n")) },
        { "thousands of rules over a large schema", "a.skill.yaml", Head + "prompt: Hi\noutput:\n  schema:\n" + string.Concat(Enumerable.Range(0, 5000).Select(static i => $"    f{i}: string\n")) + "rules:\n" + string.Concat(Enumerable.Range(0, 5000).Select(static i => $"  - {{ type: expression, expression: outputs.x{i} }}\n")) },
        { "a body of backslashes", "a.skill.md", "---\n" + Head + "input: { schema: { a: string } }\n---\n" + string.Concat(Enumerable.Repeat("\\\n", 200_000)) + "{{ b }}\n" },
        { "keys as long as they may be", "a.skill.yaml", Head + string.Concat(Enumerable.Range(0, 9000).Select(static i => $"{new string('k', 90)}{i}: 1\n")) },
    };

    [Theory]
    [MemberData(nameof(Heavy))]
    public void ManyFaultsAreFoundWithBoundedWorkAndNumber(string what, string file, string text)
    {
        Assert.NotEmpty(what);
        var before = GC.GetAllocatedBytesForCurrentThread();

        var result = Some.Reader().ReadText(file, text);
        var printed = result.Diagnostics.Sum(static d => (long)d.ToString().Length);

        BoundedWork(before, what);
        Assert.InRange(result.Diagnostics.Count, 1, 1001);
        Assert.True(printed < 2_000_000, $"{printed} characters were printed.");
    }

    [Theory]
    [MemberData(nameof(Texts))]
    public void GivesAClearErrorWithBoundedWork(string what, string file, string text, string code)
    {
        Assert.NotEmpty(what);
        var before = GC.GetAllocatedBytesForCurrentThread();

        var result = Some.Reader().ReadText(file, text);

        BoundedWork(before, what);
        Assert.True(code.Length == 0 || result.Diagnostics.Any(d => d.Code.StartsWith(code, StringComparison.Ordinal)), string.Join('\n', result.Diagnostics.Select(static d => d.Code)));
        Assert.True(code.Length == 0 || !result.IsValid);
    }

    public static TheoryData<string, byte[]> Encodings => new()
    {
        { "UTF-16 little endian", [0xFF, 0xFE, .. Encoding.Unicode.GetBytes(Head)] },
        { "UTF-16 big endian", [0xFE, 0xFF, .. Encoding.BigEndianUnicode.GetBytes(Head)] },
        { "UTF-16 without a mark", Encoding.Unicode.GetBytes(Head) },
        { "UTF-32", [0xFF, 0xFE, 0, 0, .. Encoding.UTF32.GetBytes(Head)] },
        { "Latin-1", Encoding.Latin1.GetBytes(Head + "prompt: Grüße\n") },
        { "a broken end", [.. Encoding.UTF8.GetBytes(Head + "prompt: x"), 0xE2, 0x82] },
        { "an overlong slash", [.. Encoding.UTF8.GetBytes(Head + "prompt: "), 0xC0, 0xAF] },
    };

    [Theory]
    [MemberData(nameof(Encodings))]
    public void AnythingButUtf8IsRefusedByName(string what, byte[] bytes)
    {
        Assert.NotEmpty(what);
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "a.skill.yaml");
        File.WriteAllBytes(path, bytes);

        Assert.Equal("SK002", Assert.Single(new SkillFileReader().Read(path).Diagnostics).Code);
    }

    [Fact]
    public void AByteOrderMarkOfUtf8IsTaken()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "a.skill.yaml");
        File.WriteAllBytes(path, [0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(Head + "prompt: Hi\n")]);

        Assert.Empty(new SkillFileReader().Read(path).Diagnostics);
    }

    [Theory]
    [InlineData("../../etc/passwd")]
    [InlineData("/etc/passwd")]
    [InlineData("sub/../../x.yaml")]
    [InlineData("..\\\\x.yaml")]
    [InlineData("C:\\\\x.yaml")]
    [InlineData("file:///etc/passwd")]
    [InlineData("")]
    public void AReferenceNeverLeavesTheFolder(string reference)
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "a.skill.yaml");
        File.WriteAllText(path, Head + $"prompt: Hi {{% include \"p\" %}}\npartials:\n  p: {{ file: \"{reference}\" }}\n");

        Assert.Contains(new SkillFileReader().Read(path).Diagnostics, static d => d.Code == "SK007" && d.Line == 6);
    }

    [Fact]
    public void ALinkOutOfTheFolderIsNotFollowed()
    {
        using var folder = new TemporaryFolder();
        using var outside = new TemporaryFolder();
        File.WriteAllText(Path.Combine(outside.Path, "secret.txt"), "secret");
        File.CreateSymbolicLink(Path.Combine(folder.Path, "file"), Path.Combine(outside.Path, "secret.txt"));
        Directory.CreateSymbolicLink(Path.Combine(folder.Path, "dir"), outside.Path);
        File.CreateSymbolicLink(Path.Combine(folder.Path, "round"), Path.Combine(folder.Path, "round"));
        var path = Path.Combine(folder.Path, "a.skill.yaml");
        File.WriteAllText(path, Head + "prompt: '{% include \"a\" %}{% include \"b\" %}{% include \"c\" %}'\npartials: { a: { file: file }, b: { file: dir/secret.txt }, c: { file: round } }\n");

        var result = new SkillFileReader().Read(path);

        Assert.Equal(3, result.Diagnostics.Count(static d => d.Code == "SK007"));
        Assert.False(result.IsValid);
    }

    /// <summary>The path of such a sibling begins with the folder's own path.</summary>
    [Theory]
    [InlineData("greet-secrets")]
    [InlineData("greet2")]
    [InlineData("greet.old")]
    public void ALinkToASiblingWhoseNameBeginsWithTheFoldersNameIsNotFollowed(string sibling)
    {
        using var parent = new TemporaryFolder();
        var (folder, outside) = (Path.Combine(parent.Path, "greet"), Path.Combine(parent.Path, sibling));
        Directory.CreateDirectory(folder);
        Directory.CreateDirectory(outside);
        File.WriteAllText(Path.Combine(outside, "secret.txt"), "secret");
        File.CreateSymbolicLink(Path.Combine(folder, "file"), Path.Combine("..", sibling, "secret.txt"));
        Directory.CreateSymbolicLink(Path.Combine(folder, "dir"), outside);
        var path = Path.Combine(folder, "a.skill.yaml");
        File.WriteAllText(path, Head + $"prompt: '{{% include \"a\" %}}{{% include \"b\" %}}{{% include \"c\" %}}'\npartials: {{ a: {{ file: file }}, b: {{ file: dir/secret.txt }}, c: {{ file: ../{sibling}/secret.txt }} }}\n");

        var result = new SkillFileReader().Read(path);

        Assert.Equal(3, result.Diagnostics.Count(static d => d.Code == "SK007"));
        Assert.False(result.IsValid);
    }

    [Fact]
    public async Task APipeIsNotOpened()
    {
        using var folder = new TemporaryFolder();
        var pipe = NamedPipe.Create(folder.Path, "pipe");
        var path = Path.Combine(folder.Path, "a.skill.yaml");
        File.WriteAllText(path, Head + "prompt: '{% include \"a\" %}'\npartials: { a: { file: pipe } }\n");

        var referred = await Eventually.EndsAsync(Task.Run(() => new SkillFileReader().Read(path)));
        var itself = await Eventually.EndsAsync(Task.Run(() => new SkillFileReader().Read(pipe)));

        Assert.Contains("not a regular file", Assert.Single(referred.Diagnostics, static d => d.Code == "SK008").Message, StringComparison.Ordinal);
        Assert.Contains("not a regular file", Assert.Single(itself.Diagnostics, static d => d.Code == "SK001").Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ALinkInsideTheFolderIsFollowed()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(Path.Combine(folder.Path, "real.txt"), "text");
        File.CreateSymbolicLink(Path.Combine(folder.Path, "link.txt"), Path.Combine(folder.Path, "real.txt"));
        var path = Path.Combine(folder.Path, "a.skill.yaml");
        File.WriteAllText(path, Head + "prompt: '{% include \"a\" %}'\npartials: { a: { file: link.txt } }\n");

        Assert.Equal("text", new SkillFileReader().Read(path).EnsureValid().Skill.Partials["a"]);
    }

    [Fact]
    public void PartialsThatDoubleWithEveryLevelEnd()
    {
        using var folder = new TemporaryFolder();
        for (var i = 0; i < 15; i++)
        {
            File.WriteAllText(Path.Combine(folder.Path, $"_p{i}.prompt"), string.Concat(Enumerable.Repeat($"{{{{>p{i + 1}}}}}{{{{>p{i + 1}}}}} ", 8)));
        }

        File.WriteAllText(Path.Combine(folder.Path, "_p15.prompt"), new string('x', 1000));
        var path = Path.Combine(folder.Path, "a.prompt");
        File.WriteAllText(path, "{{>p0}}");

        Assert.Contains(new SkillFileReader().Read(path).Diagnostics, static d => d.Code == "SK303");
    }

    private static void BoundedWork(long before, string what)
    {
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(allocated < MostBytes, $"{what}: {allocated:N0} bytes were allocated.");
    }

    private static string Bomb()
    {
        var text = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (var i = 1; i < 12; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"a{i}: &a{i} [{string.Join(", ", Enumerable.Repeat($"*a{i - 1}", 10))}]\n");
        }

        return text.ToString();
    }

    private static string Indented(int levels)
    {
        var text = new StringBuilder(Head + "metadata:\n");
        for (var i = 1; i < levels; i++)
        {
            text.Append(' ', i).Append("a:\n");
        }

        return text.ToString();
    }
}
