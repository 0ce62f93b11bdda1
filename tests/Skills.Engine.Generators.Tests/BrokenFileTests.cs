using Microsoft.CodeAnalysis;

namespace Skills.Engine.Generators.Tests;

/// <summary>A wrong file fails the build at its own line and column, with the code that the reader of skill files uses. «…» marks the place.</summary>
public sealed class BrokenFileTests
{
    private const string Head = "skill: 1\nname: demo\ndescription: A skill made to show one finding.\n";
    private const string Use = "[Skills.Engine.SkillFile(\"demo.EXT\")] internal sealed partial class Demo;";

    public static TheoryData<string, string, string> Files => new()
    {
        { "SK003", "skill.yaml", Head + "prompt: Hi\ntitle: «@»x\n" },
        { "SK003", "skill.yaml", Head + "prompt: Hi\ntags: «[»a, b\ntitle: x\n" },
        { "SK003", "skill.yaml", Head + "prompt: «*»nope\n" },
        { "SK003", "skill.yaml", Head + "description2: Some text\n  that goes on\n  over lines«:» too many\n" },
        { "SK003", "skill.yaml", Head + "prompt: «\"»Hi\n" },
        { "SK004", "skill.yaml", Head + "prompt: Hi\n«name»: other\n" },
        { "SK004", "skill.json", "{ \"skill\": 1, \"name\": \"a\", «\"name\"»: \"b\", \"description\": \"Shows a finding in JSON.\", \"prompt\": \"Hi\" }" },
        { "SK005", "skill.yaml", Head + "prompt: Hi\nmetadata: " + new string('[', 63) + "«[»" + new string(']', 64) + "\n" },
        { "SK006", "skill.yaml", Head + "prompt: Hi\ncache:\n«\t»ttl: 1h\n" },
        { "SK009", "skill.md", "«n»ame: demo\n" },
        { "SK010", "skill.yaml", Head + "prompt: «!»upper Hi\n" },
        { "SK101", "skill.yaml", "«s»kill: 1\nname: demo\nprompt: Hi\n" },
        { "SK102", "skill.yaml", Head + "«promt»: Hi\n" },
        { "SK102", "skill.yaml", Head + "prompt: Hi\nmodel:\n  options: { «temprature»: 1 }\n" },
        { "SK103", "skill.yaml", Head + "prompt: «12»\n" },
        { "SK103", "skill.yaml", Head + "prompt: Hi\ncache: { enabled: «\"yes\"» }\n" },
        { "SK103", "skill.yaml", Head + "prompt: Hi\ntags: «alone»\n" },
        { "SK104", "skill.yaml", Head + "prompt: Hi\nstatus: «actve»\n" },
        { "SK105", "skill.yaml", Head + "prompt: Hi\nversion: «\"1.2\"»\n" },
        { "SK105", "skill.yaml", Head + "prompt: Hi\nlimits: { timeout: «20 seconds» }\n" },
        { "SK106", "skill.yaml", Head + "prompt: Hi\nlimits: { attempts: «11» }\n" },
        { "SK107", "skill.yaml", Head + "prompt: Hi\n«messages»:\n  - { role: user, content: Hi }\n" },
        { "SK108", "skill.yaml", "«s»kill: 1\nname: demo\ndescription: A skill made to show one finding.\n" },
        { "SK109", "skill.yaml", "skill: «2»\nname: demo\ndescription: A skill made to show one finding.\nprompt: Hi\n" },
        { "SK111", "skill.yaml", Head + "prompt: Hi {{ a }}\ninput:\n  schema:\n    a: «strng, a text»\n" },
        { "SK112", "skill.yaml", Head + "prompt: Hi\ntags: [a, b, «a»]\n" },
        { "SK202", "skill.yaml", Head + "prompt: Hi\noutput:\n  schema:\n    type: object\n    properties:\n      a: { type: «strng» }\n" },
        { "SK201", "skill.yaml", Head + "prompt: Hi\ninput:\n  schema:\n    type: object\n    properties:\n      a: { type: string }\n    required: «a»\n" },
    };

    [Theory]
    [MemberData(nameof(Files))]
    public void TheBuildFailsAtTheExactPlace(string code, string extension, string marked)
    {
        var at = marked.IndexOf('«', StringComparison.Ordinal);
        var text = marked.Replace("«", "", StringComparison.Ordinal).Replace("»", "", StringComparison.Ordinal);
        var (line, column) = (marked[..at].Count(static c => c == '\n'), at - marked[..at].LastIndexOf('\n') - 1);

        var found = Compilations.Compile(Use.Replace("EXT", extension, StringComparison.Ordinal), ("demo." + extension, text));

        var first = found[0];
        var place = first.Location.GetLineSpan();
        Assert.Equal((code, "/project/demo." + extension, line, column), (first.Id, place.Path, place.StartLinePosition.Line, place.StartLinePosition.Character));
        Assert.Equal(Microsoft.CodeAnalysis.DiagnosticSeverity.Error, first.Severity);
    }

    // What the generator refuses, the reader of skill files refuses too, with the same code at the same place.
    [Theory]
    [MemberData(nameof(Files))]
    public void TheReaderOfSkillFilesAgrees(string code, string extension, string marked)
    {
        var at = marked.IndexOf('«', StringComparison.Ordinal);
        var text = marked.Replace("«", "", StringComparison.Ordinal).Replace("»", "", StringComparison.Ordinal);
        var (line, column) = (marked[..at].Count(static c => c == '\n') + 1, at - marked[..at].LastIndexOf('\n'));

        Assert.Contains(new SkillFileReader().ReadText("demo." + extension, text).Diagnostics, d => (d.Code, d.Line, d.Column) == (code, line, column));
    }

    [Theory]
    [InlineData("a_b: string\n    a-b: string", "SKG005")]
    [InlineData("kind(enum): [a b, a-b]", "SKG005")]
    public void TwoNamesThatWouldBeOneInCSharpAreAnError(string fields, string code)
    {
        var found = Compilations.Compile(Use.Replace("EXT", "skill.yaml", StringComparison.Ordinal), ("demo.skill.yaml", $"{Head}prompt: Hi\noutput:\n  schema:\n    {fields}\n"));

        Assert.Equal(code, found[0].Id);
        Assert.Equal("/project/demo.skill.yaml", found[0].Location.GetLineSpan().Path);
    }

    [Theory]
    [InlineData("[Skills.Engine.SkillFile(\"dmo.skill.yaml\")] internal sealed partial class Demo;", "SKG001", "Did you mean 'demo.skill.yaml'?")]
    [InlineData("[Skills.Engine.SkillFile(\"demo.skill.yaml\")] internal sealed class Demo;", "SKG003", "must be partial")]
    [InlineData("[Skills.Engine.SkillFile(\"demo.skill.yaml\")] internal static partial class Demo;", "SKG003", "must not be static")]
    [InlineData("[Skills.Engine.SkillFile(\"other.skill.yaml\")] internal sealed partial class Demo;", "SKG002", "names 2 files")]
    public void AWrongClassIsAnErrorAtItsAttribute(string use, string id, string says)
    {
        var found = Compilations.Compile(use, ("demo.skill.yaml", Head + "prompt: Hi\n"), ("a/other.skill.yaml", Head), ("b/other.skill.yaml", Head));

        Assert.Equal((id, "/project/Source0.cs"), (found[0].Id, found[0].Location.GetLineSpan().Path));
        Assert.Contains(says, found[0].GetMessage(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal);
    }

    [Fact]
    public void AFileThatNoClassNamesIsNotRead() => Assert.Empty(Compilations.Compile("internal static class Nothing;", ("demo.skill.yaml", "{{{")));
}
