using Skills.Engine.Generators.Checking;
using Skills.Engine.Generators.Reading;

namespace Skills.Engine.Generators.Tests;

/// <summary>Files with characters removed, doubled and exchanged. The generator must never throw, nor refuse what the reader of skill files accepts. Marks that YAML reserves are not put in: YamlDotNet takes some of them where YAML 1.2 does not.</summary>
public sealed class MutationTests
{
    private static readonly string[] Pieces = ["", "\"", "'", ": ", "- ", "#", " #", "[", "]", "{", "}", ",", "*a", "\t", "\n", "\n\n", "  ", "~", "null", "1", "---\n", "é", "\r\n"];

    public static TheoryData<string> Files => SampleClientTests.Files;

    [Theory]
    [MemberData(nameof(Files))]
    public void AChangedFileIsNeverRefusedAlone(string file)
    {
        var path = Path.Combine(Compilations.Root(), "samples", "skills", file);
        var text = File.ReadAllText(path);
        var random = new Random(file.Length * 31 + text.Length);
        for (var i = 0; i < 40; i++)
        {
            var at = random.Next(text.Length);
            var length = Math.Min(random.Next(4), text.Length - at);
            var changed = text[..at] + Pieces[random.Next(Pieces.Length)] + text[(at + length)..];
            Agree(file, changed, $"change {i} at {at}");
        }
    }

    [Theory]
    [InlineData("a: [b, {c: d, 'e': \"f\\u00e9\"}, [], {}]\n")]
    [InlineData("a: >-\n  folded\n  text\n\n  more\n   indented\n  end\n")]
    [InlineData("a: |2\n    kept\n  text\n")]
    [InlineData("a: plain text\n  over two lines\n")]
    [InlineData("a: &x { b: 1 }\nc: *x\n")]
    [InlineData("a:\n- b\n- - c\n  - d\n- e: f\n  g: h\n")]
    [InlineData("a: \"two\n  lines \\\n  joined\"\n")]
    [InlineData("a: 'it''s'\n\"b c\": d\n")]
    [InlineData("a: [b\n, c]\n")]
    [InlineData("a: b: c\n")]
    [InlineData("a:\n  b: 1\n c: 2\n")]
    [InlineData("a: http://x/#y\nb: c#d\ne: - f\n")]
    [InlineData("a: !!str 12\nb: !!int 3\n")]
    [InlineData("a: {b, c: }\nd: [e: f]\n")]
    [InlineData("a: 1\n&k b: 2\n&m c: *m\n")]
    [InlineData("&a a: 1\n&b b: 2\n")]
    public void TheYamlOfMetadataIsReadAlike(string yaml)
    {
        var text = "skill: 1\nname: demo\ndescription: A skill made to show one finding.\nprompt: Hi\nmetadata:\n  " + yaml.TrimEnd('\n').Replace("\n", "\n  ", StringComparison.Ordinal) + "\n";

        Agree("a.skill.yaml", text, yaml);
        Assert.Equal(Errors("a.skill.yaml", text) == 0, Refusals("a.skill.yaml", text).Count == 0);
    }

    private static void Agree(string file, string text, string what)
    {
        var refused = Refusals(file, text);
        Assert.True(refused.Count == 0 || Errors(file, text) > 0, $"{what}: {string.Join(", ", refused)}");
    }

    private static int Errors(string file, string text) => new SkillFileReader().ReadText(file, text).Diagnostics.Count(static d => d.Severity == DiagnosticSeverity.Error);

    private static IReadOnlyList<Finding> Refusals(string file, string text)
    {
        var findings = new Findings();
        SkillText.Read(file, text, findings);
        return findings.All;
    }
}
