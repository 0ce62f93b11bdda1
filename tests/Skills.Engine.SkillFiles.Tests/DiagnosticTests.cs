using Skills.Engine.Definitions;

namespace Skills.Engine.SkillFiles.Tests;

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
        { "SK209", "a.skill.yaml", Head + "prompt: Hi\nrules:\n  - { type: «rainbow» }\n" },
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
        { "SK231", "a.skill.yaml", Head + "prompt: Hi\nmodel: { prefer: [«claude-3-haiku-20240307»] }\n" },
        { "SK301", "a.prompt", "---\nname: demo\n«flavour»: sweet\n---\nHi" },
        { "SK302", "a.prompt", "---\nname: demo\noutput: { format: «csv» }\n---\nHi" },
        { "SK303", "a.prompt", "---\nname: demo\n---\nHi {{#if name}}there\n«{{»shout name}}{{/if}}" },
        { "SK304", "skprompt.txt", "TODAY is «{{»time.Date}}" },
        { "SK305", "a.prompt", "---\nname: «My Prompt»\n---\nHi" },
        { "SK306", "a.prompt", "---\n«n»ame: demo\n---\nHi" },
        { "SK511", "a.skill.yaml", Head + "steps:\n  - { name: a, skill: x }\n  - { name: «a», skill: y }\n" },
        { "SK512", "a.skill.yaml", Head + "steps:\n  - { name: one, skill: x }\n  - { name: two, skill: y, inputs: { a: '{{ steps.«on».outputs.b }}' } }\n" },
        { "SK513", "a.skill.yaml", Head + "steps:\n  - { name: «one», skill: x, inputs: { a: '{{ steps.two.outputs.b }}' } }\n  - { name: two, skill: y, inputs: { a: '{{ steps.one.outputs.b }}' } }\n" },
        { "SK103", "c.skill.yaml", Head + "prompt: Hi\nmodel: { maxLatency: «20» }\n" },
        { "SK103", "d.skill.yaml", Head + "prompt: Hi\ntags: «alone»\n" },
        { "SK009", "c.skill.md", "«---»\n" + Head + "user:\nHi\n" },
        { "SK102", "c.skill.yaml", Head + "prompt: Hi\nvariants:\n  b: { «weigth»: 0.5 }\n" },
        { "SK112", "b.skill.yaml", Head + "prompt: Hi\ntests:\n  - { name: one, input: {}, expect: [{ status: success }] }\n  - { name: «one», input: {}, expect: [{ status: success }] }\n" },
        { "SK201", "b.skill.yaml", Head + "prompt: Hi {{ a }} {{ b }}\ninput:\n  schema:\n    type: object\n    properties:\n      a: { type: strng }\n      b: { type: string, minLength: «-1» }\n" },
        { "SK201", "c.skill.yaml", Head + "prompt: Hi {{ text }}\ninput:\n  schema:\n    type: object\n    properties: { text: { type: string } }\n    required: [«txet»]\n" },
        { "SK202", "b.skill.yaml", Head + "prompt: Hi\noutput:\n  schema:\n    type: object\n    properties:\n      a: { type: string, minLength: «9», maxLength: 3 }\n" },
        { "SK203", "c.skill.yaml", Head + "input: { schema: { a: string } }\nprompt: |\n  One {{ a | uper }}\n  and two {{ a | «truncat»(3) }}.\n" },
        { "SK203", "d.skill.yaml", Head + "input: { schema: { a: string } }\nprompt: >\n  Folded {% if a is\n  «strng» %}x{% endif %}\n" },
        { "SK203", "e.skill.yaml", Head + "input: { schema: { a?: string } }\nprompt: |\n  First.\n  «{% if a %}»\n  Last.\n" },
        { "SK203", "f.skill.yaml", Head + "steps:\n  - { name: one, skill: x, inputs: { a: '{{ 1 | «uper» }}' } }\n" },
        { "SK204", "b.skill.yaml", Head + "prompt: Hello {{ inputs.«nmae» }}\ninput:\n  schema: { name?: string }\n" },
        { "SK204", "c.skill.yaml", Head + "prompt: '{% for a in list %}{{ loop.«indx» }}{{ a }}{% endfor %}'\ninput:\n  schema: { 'list[]': string, list(array): string }\n" },
        { "SK204", "d.skill.yaml", Head + "prompt: Hi\ninput:\n  schema: { name?: string }\nvariants:\n  other: { prompt: 'Hello {{ «nmae» }}' }\n" },
        { "SK204", "e.skill.yaml", Head + "input: { schema: { topic: string } }\nsteps:\n  - { name: one, skill: x, inputs: { a: '{{ inputs.«topc» }}' } }\n" },
        { "SK204", "f.skill.yaml", Head + "steps:\n  - { name: one, skill: x, inputs: { a: 1 } }\n  - { name: two, skill: y, when: steps.one.«output».b, inputs: { a: 1 } }\n" },
        { "SK204", "g.skill.yaml", Head + "input: { schema: { a?: string } }\nsteps:\n  - { name: one, skill: x, inputs: { a: '{{ «item» }}' } }\n" },
        { "SK204", "h.skill.json", "{\n  \"skill\": 1,\n  \"name\": \"demo\",\n  \"description\": \"A skill made to show one finding.\",\n  \"prompt\": \"One\\nTwo \\u00e9 {{ «txet» }}\",\n  \"input\": { \"schema\": { \"text?\": \"string\" } }\n}" },
        { "SK205", "b.skill.yaml", Head + "input: { schema: { topic: string, «size»: string } }\nsteps:\n  - { name: one, skill: x, inputs: { a: '{{ topic }}' } }\n" },
        { "SK209", "b.skill.yaml", Head + "prompt: Hi\noutput: { schema: { a: string } }\nrules:\n  - { type: regex, field: a, pattern: «'(a'» }\n" },
        { "SK209", "c.skill.yaml", Head + "prompt: Hi\noutput: { schema: { a: string } }\nrules:\n  - { type: regex, field: a, pattern: a, when: 'outputs.a «==»' }\n" },
        { "SK209", "d.skill.yaml", Head + "prompt: Hi\noutput: { schema: { a: string } }\nrules:\n  - { type: regex, field: a, pattern: a, «severty»: warning }\n" },
        { "SK213", "b.skill.yaml", Head + "prompt: Hi {{ a }}\ninput:\n  schema:\n    type: object\n    properties:\n      a: { enum: [en, de], default: «fr» }\n" },
        { "SK213", "c.skill.yaml", Head + "prompt: Hi {{ a }}\ninput:\n  schema:\n    type: object\n    $defs: { size: { type: integer, maximum: 5 } }\n    properties:\n      a: { $ref: '#/$defs/size', default: «9» }\n" },
        { "SK216", "b.skill.yaml", Head + "prompt: Hi {{ name }}\ninput:\n  schema: { type: object, properties: { name: { type: string } } }\n  defaults: { «nmae»: x }\n" },
        { "SK217", "b.skill.yaml", Head + "prompt: |\n  Line.\n  The password: «hunter2secret» works.\n" },
        { "SK219", "b.skill.yaml", Head + "prompt: Hi\nvariants:\n  «''»: { prompt: Ho }\n" },
        { "SK220", "b.skill.yaml", Head + "prompt: Hi\nvariants: { v: { prompt: Ho } }\ntests:\n  - { name: x, input: {}, variant: «w», expect: [{ status: success }] }\n" },
        { "SK220", "c.skill.yaml", Head + "prompt: Hi\ntests:\n  - { name: x, input: {}, expect: [{ «statsu»: success }] }\n" },
        { "SK204", "i.skill.yaml", Head + "input: { schema: { text?: string } }\nprompt: \"\\U0001F600 \\u0020\\x20 {{ «txet» }}\"\n" },
        { "SK204", "j.skill.md", "---\n" + Head + "input: { schema: { text?: string } }\n---\n\\user:\n\\other\n{{ «txet» }}\n" },
        { "SK204", "k.prompt", "---\nname: demo\ninput: { schema: { name: string } }\n---\nAn email: {{name}} {{ «email» }}" },
        { "SK205", "c.prompt", "---\nname: demo\ninput:\n  schema:\n    name: string\n    «age»: number\n---\nHi {{name}}" },
        { "SK210", "b.skill.yaml", Head + "prompt: Hi\noutput: { schema: { summary: string } }\nrules:\n  - { type: expression, expression: outputs.«sumary» | length > 3 }\n" },
        { "SK210", "c.skill.yaml", Head + "prompt: Hi {{ text }}\ninput: { schema: { text: string } }\noutput: { schema: { quote: string } }\nrules:\n  - { type: grounded_in, field: quote, input: «txet» }\n" },
        { "SK210", "d.skill.yaml", Head + "prompt: Hi\noutput: { schema: { a: string } }\nrules:\n  - { type: regex, field: a, pattern: a, when: «output».a }\n" },
        { "SK228", "a.skill.yaml", Head + "prompt: |\n  All: {% for i in order.«items» %}{{ i }}{% endfor %} {{ order.items() }} items.\ninput: { schema: { order: { 'items[]': string, items(array): string } } }\n" },
        { "SK229", "a.skill.md", "---\n" + Head + "---\n«User:»\nHi\n" },
        { "SK230", "a.skill.yaml", Head + "prompt: Hi you «#» and thanks\n" },
        { "SK003", "e.skill.yaml", "skill«  »1\nname: demo\n".Replace("  ", " ", StringComparison.Ordinal) },
        { "SK003", "f.skill.yaml", Head + "prompt: Hi\ncache:\n  enabled« »true\n  ttl: 1h\n" },
        { "SK003", "g.skill.yaml", Head + "prompt: Hi\nmessages:\n  - role: user\n    content« »|\n      Say this: all of it.\n" },
        { "SK003", "h.skill.yaml", Head + "description2: Some text\n  that goes on\n  over lines«:» too many\n" },
        { "SK003", "i.skill.yaml", Head + "prompt: Hi\nexamples:\n  - input: {}\n    output:\n      list:\n        - «[»one, two\n        - [three]\n  - input: {}\n" },
        { "SK203", "g.skill.yaml", Head + "input: { schema: { name?: string } }\nprompt: |\n  Hello «{» name }} and {{ name }}.\n" },
        { "SK203", "h.skill.yaml", Head + "input: { schema: { name?: string } }\nprompt: |\n  «%» if name %}Hello {{ name }}\n" },
        { "SK212", "b.skill.yaml", Head + "prompt: Hi\noutput: { schema: { a: integer } }\nexamples:\n  - input: {}\n    output: { a: 1, «bb»: 2 }\n" },
        { "SK512", "b.skill.yaml", Head + "steps:\n  - { name: one, skill: x, after: [«to»] }\n" },
        { "SK512", "c.skill.yaml", Head + "steps:\n  - { name: one, skill: x, inputs: { a: 1 } }\noutput: { value: { all: '{{ steps.«oen».outputs }}' } }\n" },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void PointsAtTheExactPlace(string code, string file, string marked)
    {
        var (text, line, column) = DiagnosticFolders.Unmark(marked);

        var diagnostics = Some.Reader().ReadText(file, text).Diagnostics;

        var found = diagnostics.Where(d => d.Code == code).ToList();
        Assert.True(found.Count > 0, $"{code} was not found in:\n{string.Join('\n', diagnostics)}");
        Assert.True(found.Exists(d => (d.Line, d.Column) == (line, column)), $"{code} was wanted at {line}:{column}, but found as:\n{string.Join('\n', found)}");
    }

    [Theory]
    [MemberData(nameof(DiagnosticFolders.Names), MemberType = typeof(DiagnosticFolders))]
    public void WhatFoldersShowPointsAtTheExactPlace(string name)
    {
        var folder = DiagnosticFolders.All[name];
        using var on = new TemporaryFolder();

        var (found, file, line, column) = folder.Read(on.Path);

        var mine = found.Where(d => d.Code == folder.Code).ToList();
        Assert.True(mine.Exists(d => (d.File, d.Line, d.Column) == (file, line, column)), $"{folder.Code} was wanted at {file}:{line}:{column}, but found as:\n{string.Join('\n', found)}");
        Assert.All(folder.Mentions, m => Assert.Contains(mine, d => d.Message.Contains(m, StringComparison.Ordinal)));
    }

    [Fact]
    public void EveryCodeThereIsHasAFileThatProvokesItAtAPlace()
    {
        var declared = ReferencePage.DiagnosticCodes.Select(static c => c.Code).ToList();
        var covered = Cases.Where(static c => c.Data.Item3.Contains('«', StringComparison.Ordinal)).Select(static c => c.Data.Item1).Concat(DiagnosticFolders.All.Values.Select(static f => f.Code)).ToHashSet();

        Assert.Equal(declared.Count, declared.Distinct().Count());
        Assert.Equal([], declared.Except(covered));
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
            demo.skill.yaml:5:1: error SK102: Unknown key 'statsu' in a skill file. Did you mean 'status'?
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
}
