using System.Text;
using Skills.Engine.Definitions;

namespace Skills.Engine.Tests.Definitions;

/// <summary>Each code has a file that provokes it; in it, «…» marks the exact place the diagnostic must point at.</summary>
public sealed class DiagnosticTests
{
    private const string Head = "skill: 1\nname: demo\ndescription: A skill made to show one finding.\n";

    public static TheoryData<string, string, string> Cases => new()
    {
        { "SK003", "a.skill.yaml", Head + "prompt: Hi\ntitle: «@»x\n" },
        { "SK003", "b.skill.json", "{\n  \"skill\": 1,\n  \"name\": «x»\n}" },
        { "SK003", "c.skill.yaml", Head + "prompt: Hi\ntags: «[»a, b\ntitle: x\n" },
        { "SK003", "d.skill.yaml", Head + "prompt: «*»nope\n" },
        { "SK004", "a.skill.yaml", Head + "prompt: Hi\n«name»: other\n" },
        { "SK004", "a.skill.json", "{ \"skill\": 1, \"name\": \"a\", «\"name\"»: \"b\" }" },
        { "SK005", "a.skill.yaml", Head + "prompt: Hi\nmetadata: " + new string('[', 63) + "«[»" + new string(']', 64) + "\n" },
        { "SK006", "a.skill.yaml", Head + "prompt: Hi\ncache:\n«\t»ttl: 1h\n" },
        { "SK007", "a.skill.yaml", Head + "prompt: Hi\ntests: «../../etc/passwd»\n" },
        { "SK008", "a.skill.yaml", Head + "prompt: Hi\ntests: «nothing.yaml»\n" },
        { "SK009", "a.skill.md", "«n»ame: demo\n" },
        { "SK009", "b.skill.md", "---\n" + Head + "---\n«s»tray text\nuser:\nHi\n" },
        { "SK010", "a.skill.yaml", Head + "prompt: «!»upper Hi\n" },
        { "SK010", "b.skill.yaml", Head + "prompt: Hi\n«---»\nskill: 1\n" },
        { "SK101", "a.skill.yaml", "«s»kill: 1\nname: demo\nprompt: Hi\n" },
        { "SK102", "a.skill.yaml", Head + "«promt»: Hi\n" },
        { "SK102", "b.skill.yaml", Head + "prompt: Hi\nmodel:\n  options: { «temprature»: 1 }\n" },
        { "SK103", "a.skill.yaml", Head + "prompt: «12»\n" },
        { "SK103", "b.skill.yaml", Head + "prompt: Hi\ncache: { enabled: «\"yes\"» }\n" },
        { "SK104", "a.skill.yaml", Head + "prompt: Hi\nstatus: «actve»\n" },
        { "SK105", "a.skill.yaml", Head + "prompt: Hi\nversion: «\"1.2\"»\n" },
        { "SK105", "b.skill.yaml", Head + "prompt: Hi\nlimits: { timeout: «20 seconds» }\n" },
        { "SK106", "a.skill.yaml", Head + "prompt: Hi\nlimits: { attempts: «11» }\n" },
        { "SK107", "a.skill.yaml", Head + "prompt: Hi\n«messages»:\n  - { role: user, content: Hi }\n" },
        { "SK108", "a.skill.yaml", "«s»kill: 1\nname: demo\ndescription: A skill made to show one finding.\n" },
        { "SK109", "a.skill.yaml", "skill: «2»\nname: demo\ndescription: A skill made to show one finding.\nprompt: Hi\n" },
        { "SK110", "a.txt", "«H»ello" },
        { "SK111", "a.skill.yaml", Head + "prompt: Hi {{ a }}\ninput:\n  schema:\n    a: «strng, a text»\n" },
        { "SK112", "a.skill.yaml", Head + "prompt: Hi\ntags: [a, b, «a»]\n" },
        { "SK201", "a.skill.yaml", Head + "prompt: Hi {{ a }}\ninput:\n  schema:\n    type: object\n    properties:\n      a: { type: string, minLength: «-1» }\n" },
        { "SK202", "a.skill.yaml", Head + "prompt: Hi\noutput:\n  schema:\n    type: object\n    properties:\n      a: { type: «strng» }\n" },
        { "SK203", "a.skill.yaml", Head + "prompt: |\n  First line.\n  Second {% «f»oo %} line.\n" },
        { "SK203", "b.skill.yaml", Head + "prompt: 'It''s {{ 1 +«}»}'\n" },
        { "SK204", "a.skill.yaml", Head + "prompt: |\n  First line.\n  Hello {{ «n»mae }}.\ninput:\n  schema: { name?: string }\n" },
        { "SK205", "a.skill.yaml", Head + "prompt: Hi {{ a }}\ninput:\n  schema:\n    a: string\n    «b»: string\n" },
        { "SK206", "a.skill.yaml", Head + "prompt: |\n  Hi.\n  {% include «\"scael\"» %}\npartials:\n  scale: Text\n" },
        { "SK207", "a.skill.yaml", Head + "prompt: Hi\npartials:\n  «scale»: Text\n" },
        { "SK208", "a.skill.yaml", Head + "prompt: '{% include \"a\" %}'\npartials:\n  «a»: '{% include \"b\" %}'\n  b: '{% include \"a\" %}'\n" },
        { "SK209", "a.skill.yaml", Head + "prompt: Hi\nrules:\n  - «{» type: rainbow }\n" },
        { "SK210", "a.skill.yaml", Head + "prompt: Hi\noutput:\n  schema: { summary: string }\nrules:\n  - { type: regex, field: «sumary», pattern: a }\n" },
        { "SK211", "a.skill.yaml", Head + "prompt: Hi {{ a }}\ninput:\n  schema: { a: integer }\nexamples:\n  - input: { a: «one» }\n    output: {}\n" },
        { "SK212", "a.skill.yaml", Head + "prompt: Hi\noutput:\n  schema: { a: integer }\nexamples:\n  - input: {}\n    output: { a: «one» }\n" },
        { "SK213", "a.skill.yaml", Head + "prompt: Hi {{ a }}\ninput:\n  schema: { a: integer, b?: string }\n  defaults: { a: «one» }\n" },
        { "SK214", "a.skill.yaml", Head + "prompt: Hi\nmodel: { prefer: [«claude-haiku-4-55»] }\n" },
        { "SK215", "a.skill.yaml", Head + "prompt: Hi\nmodel: { prefer: [«no-price»], maxCostUsd: 1 }\n" },
        { "SK216", "a.skill.yaml", Head + "prompt: Hi\ncache: { enabled: false, «ttl»: 1h }\n" },
        { "SK217", "a.skill.yaml", Head + "prompt: Use «AKIA" + "ABCDEFGHIJKLMNO1» as the key.\n" },
        { "SK218", "a.skill.yaml", Head + "prompt: Hi {{ text }}\ninput:\n  schema: { text: string }\n  secret: [«/txt»]\n" },
        { "SK219", "a.skill.yaml", Head + "prompt: Hi\nvariants:\n  b: { «name»: other }\n" },
        { "SK220", "a.skill.yaml", Head + "prompt: Hi {{ a }}\ninput:\n  schema: { a: integer }\ntests:\n  - { name: x, input: { a: «one» }, expect: [{ status: success }] }\n" },
        { "SK221", "a.skill.yaml", Head + "prompt: Hi\ntests:\n  - «{» name: x, input: {} }\n" },
        { "SK222", "a.skill.yaml", "skill: 1\nname: demo\ndescription: «Does things.»\nprompt: Hi\n" },
        { "SK223", "a.skill.yaml", Head + "prompt: Hi {{ a }}\ninput:\n  schema: { a: string }\n  secret: [/a]\ncache: { scope: «shared» }\n" },
        { "SK224", "a.skill.yaml", Head + "prompt: Hi\nstatus: «deprecated»\n" },
        { "SK225", "a.skill.yaml", Head + "prompt: Hi\nmodel:\n  providers:\n    openai: { user: «'${env:SKILLS_NO_SUCH_VARIABLE}'» }\n" },
        { "SK226", "a.skill.yaml", Head + "messages:\n  - { role: system, content: «''» }\n  - { role: user, content: Hi }\n" },
        { "SK227", "a.skill.yaml", Head + "prompt: Hi\noutput:\n  schema:\n    type: object\n    «requird»: [a]\n" },
        { "SK301", "a.prompt", "---\nname: demo\n«flavour»: sweet\n---\nHi" },
        { "SK302", "a.prompt", "---\nname: demo\noutput: { format: «csv» }\n---\nHi" },
        { "SK303", "a.prompt", "---\nname: demo\n---\nHi {{#if name}}there\n«{{»shout name}}{{/if}}" },
        { "SK304", "skprompt.txt", "TODAY is «{{»time.Date}}" },
        { "SK305", "a.prompt", "---\nname: «My Prompt»\n---\nHi" },
        { "SK306", "a.prompt", "---\n«n»ame: demo\n---\nHi" },
        { "SK511", "a.skill.yaml", Head + "steps:\n  - { name: a, skill: x }\n  - { name: «a», skill: y }\n" },
        { "SK512", "a.skill.yaml", Head + "steps:\n  - { name: one, skill: x }\n  - { name: two, skill: y, inputs: { a: «'{{ steps.on.outputs.b }}'» } }\n" },
        { "SK513", "a.skill.yaml", Head + "steps:\n  - { name: one, skill: x, inputs: { a: '{{ steps.two.outputs.b }}' } }\n  - { name: two, skill: y, inputs: { a: '{{ steps.one.outputs.b }}' } }\n" },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void PointsAtTheExactPlace(string code, string file, string marked)
    {
        var (text, line, column) = Unmark(marked);

        var diagnostics = Some.Reader().ReadText(file, text).Diagnostics;

        var found = diagnostics.Where(d => d.Code == code).ToList();
        Assert.True(found.Count > 0, $"{code} was not found in:\n{string.Join('\n', diagnostics)}");
        Assert.True(line == 0 || found.Exists(d => (d.Line, d.Column) == (line, column)), $"{code} was wanted at {line}:{column}, but found as:\n{string.Join('\n', found)}");
    }

    [Fact]
    public void EveryCodeOfFilesHasACase()
    {
        // These need bytes, folders, or more than one file: they have tests of their own.
        string[] elsewhere = ["SK001", "SK002", "SK501", "SK502", "SK503", "SK504", "SK505", "SK514", "SK515", "SK516", "SK517"];
        var covered = Cases.Select(static c => c.Data.Item1).Concat(elsewhere).ToHashSet();

        Assert.Equal([], SkillDiagnosticCode.All.Select(static c => c.Code).Except(covered));
        Assert.Equal(SkillDiagnosticCode.All.Count, SkillDiagnosticCode.All.Select(static c => c.Code).Distinct().Count());
    }

    [Fact]
    public void EverythingIsReportedAtOnceAndInOrder()
    {
        var diagnostics = Some.Reader().ReadText("a.skill.yaml", Head + "promt: Hi\nversion: 1.2\nprompt: Hi {{ nobody }}\nstatus: actve\ninput: { schema: { a: string } }\n").Diagnostics;

        Assert.Equal(["SK102", "SK103", "SK104"], diagnostics.Select(static d => d.Code).Where(static c => c.StartsWith("SK1", StringComparison.Ordinal)));
        Assert.Equal(diagnostics.Select(static d => d.Line).Order(), diagnostics.Select(static d => d.Line));
    }

    [Fact]
    public void ADiagnosticPrintsLikeACompilers()
    {
        var diagnostic = Assert.Single(Some.Reader().ReadText("demo.skill.yaml", Head + "prompt: Hi\nstatsu: active\n").Diagnostics);

        Assert.Equal(
            """
            demo.skill.yaml:5:1: error SK102: 'statsu' is no key of a skill file. Did you mean 'status'?
              5 | statsu: active
                | ^~~~~~
            """.ReplaceLineEndings("\n"),
            diagnostic.ToString());
    }

    [Fact]
    public void ASecretIsMaskedInTheLineShown()
    {
        var diagnostic = Some.Reader().ReadText("a.skill.yaml", Head + "prompt: Use AKIA" + "ABCDEFGHIJKLMNO1.\n").Diagnostics.First(static d => d.Code == "SK217");

        Assert.DoesNotContain("ABCDEFGHIJKLMNO1", diagnostic.ToString());
    }

    private static (string Text, int Line, int Column) Unmark(string marked)
    {
        var at = marked.IndexOf('«', StringComparison.Ordinal);
        if (at < 0)
        {
            return (marked, 0, 0);
        }

        var before = marked[..at];
        var text = new StringBuilder(marked).Replace("«", "").Replace("»", "").ToString();
        return (text, before.Count(static c => c == '\n') + 1, at - before.LastIndexOf('\n'));
    }
}
