using System.Text;

namespace Skills.Engine.SkillFiles.Tests;

/// <summary>Folders that provoke what one text alone cannot: bytes, more than one file, configuration. In one of the files «…» marks the place wanted.</summary>
internal static class DiagnosticFolders
{
    private const string Composed = "steps:\n  - { name: one, skill: b, inputs: { x: 1 } }\n";

    public static IReadOnlyDictionary<string, Folder> All { get; } = new Dictionary<string, Folder>
    {
        ["a file that is too large"] = new("SK001", ("a.skill.yaml", "«s»kill: 1\n# " + new string('x', 300))) { Configure = static o => o.MaxFileBytes = 100 },
        ["a folder that is not there"] = new("SK001") { Configure = static o => o.Directories.Add(Path.Combine(o.Directories[0], "nothing")), At = "nothing" },
        ["a byte that is not UTF-8"] = new("SK002", ("a.skill.yaml", Some.Skill("a", rest: "prompt: Gr«ü»ße\n"))) { Encoding = Encoding.Latin1 },
        ["UTF-16"] = new("SK002", ("a.skill.yaml", "«s»kill: 1\n")) { Encoding = Encoding.Unicode },
        ["a NUL"] = new("SK002", ("a.skill.yaml", Some.Skill("a", rest: "prompt: one«\0»two\n"))),
        ["a link out of the folder"] = new("SK007", ("a.skill.yaml", Some.Skill("a", rest: "prompt: '{% include \"p\" %}'\npartials: { p: { file: «out.txt» } }\n"))) { Prepare = static f => File.CreateSymbolicLink(Path.Combine(f, "out.txt"), "/etc/passwd") },
        ["a test in a file of its own"] = new("SK220", ("a.skill.yaml", Some.Skill("a", rest: "prompt: Hi {{ n }}\ninput: { schema: { n: integer } }\ntests: a.tests.yaml\n")), ("a.tests.yaml", "- name: one\n  input:\n    n: «x»\n  expect: [{ status: success }]\n")),
        ["a template in a file of its own"] = new("SK204", ("a.skill.yaml", Some.Skill("a", rest: "input: { schema: { n?: integer } }\ntemplate: { file: a.md }\n")), ("a.md", "system:\nCount.\n\nuser:\nTo {{ «m» }}.\n")),
        ["the same name and version twice"] = new("SK501", ("a.skill.yaml", Some.Skill("same")), ("b.skill.yaml", Some.Skill("same", "«1.0.0»"))) { Mentions = ["a.skill.yaml", "b.skill.yaml"] },
        ["the same name twice without a version"] = new("SK501", ("a.skill.yaml", "skill: 1\nname: same\ndescription: A skill without a version.\nprompt: Hi\n"), ("b.skill.yaml", "skill: 1\nname: «same»\ndescription: A skill without a version.\nprompt: Ho\n")) { Mentions = ["a.skill.yaml", "b.skill.yaml"] },
        ["an Agent Skill in a folder of another name"] = new("SK502", ("pdf-reader/SKILL.md", "---\nname: «pdf»\ndescription: Reads PDF files and answers questions on them.\n---\nRead.\n")),
        ["a label for a version that is not there"] = new("SK503", ("a.skill.yaml", Some.Skill("a"))) { Configure = static o => o.Labels["prod"] = "a@9.9.9", At = "(configuration)" },
        ["a replacement that is not there"] = new("SK504", ("a.skill.yaml", Some.Skill("a", rest: "status: deprecated\nreplacement: «nobody@^1»\nprompt: Hi\n"))),
        ["too many folders"] = new("SK505", ("a.skill.yaml", Some.Skill("a")), ("deep/b.skill.yaml", Some.Skill("b"))) { Configure = static o => o.MaxSearchFolders = 1, At = "" },
        ["a skill that is not there"] = new("SK514", ("a.skill.yaml", Some.Skill("a", rest: "steps:\n  - skill: «nobody»\n"))),
        ["skills in a circle"] = new("SK515", ("a.skill.yaml", Some.Skill("a", rest: "«steps»:\n  - skill: b\n")), ("b.skill.yaml", Some.Skill("b", rest: "steps:\n  - skill: a\n"))),
        ["an input that the skill does not take"] = new("SK516", ("a.skill.yaml", Some.Skill("a", rest: "steps:\n  - { skill: b, inputs: { «wrong»: 1 } }\n")), ("b.skill.yaml", Some.Skill("b", rest: "prompt: Hi {{ right }}\ninput: { schema: { right?: string } }\n"))) { Mentions = ["'wrong'"] },
        ["an output that the skill does not give"] = new("SK517", ("a.skill.yaml", Some.Skill("a", rest: Composed + "  - { name: two, skill: b, inputs: { x: '{{ steps.one.outputs.«yse» }}' } }\n")), ("b.skill.yaml", Some.Skill("b", rest: "prompt: Hi {{ x }}\ninput: { schema: { x: any } }\noutput: { schema: { yes: string } }\n"))) { Mentions = ["'yes'"] },
        ["a deep output that the skill does not give"] = new("SK517", ("a.skill.yaml", Some.Skill("a", rest: Composed + "output:\n  value:\n    all: |\n      Some {{ steps.one.outputs.user.«nmae» }}\n")), ("b.skill.yaml", Some.Skill("b", rest: "prompt: Hi {{ x }}\ninput: { schema: { x: any } }\noutput: { schema: { user: { name: string } } }\n"))) { Mentions = ["'name'"] },
    };

    public static TheoryData<string> Names => [.. All.Keys];

    /// <summary>The text without its marks, and where the first stood; 1:1 without one.</summary>
    public static (string Text, int Line, int Column) Unmark(string marked)
    {
        var at = marked.IndexOf('«', StringComparison.Ordinal);
        if (at < 0)
        {
            return (marked, 1, 1);
        }

        var before = marked[..at];
        return (marked.Replace("«", "", StringComparison.Ordinal).Replace("»", "", StringComparison.Ordinal), before.Count(static c => c == '\n') + 1, at - before.LastIndexOf('\n'));
    }

    internal sealed record Folder(string Code, params (string Name, string Text)[] Files)
    {
        public Encoding Encoding { get; init; } = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);

        public Action<SkillDefinitionOptions>? Configure { get; init; }

        public Action<string>? Prepare { get; init; }

        /// <summary>The file wanted when no file has a mark: below the folder, or a name in parentheses.</summary>
        public string? At { get; init; }

        public IReadOnlyList<string> Mentions { get; init; } = [];

        public (IReadOnlyList<SkillDiagnostic> Found, string File, int Line, int Column) Read(string folder)
        {
            var wanted = (File: At is null || At.StartsWith('(') ? At ?? "" : Path.Combine(folder, At), Line: 1, Column: 1);
            foreach (var (name, marked) in Files)
            {
                var path = Path.Combine(folder, name);
                var (text, line, column) = Unmark(marked);
                wanted = text == marked ? wanted : (path, line, column);
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                File.WriteAllText(path, text, Encoding);
            }

            Prepare?.Invoke(folder);
            using var catalog = Some.Catalog(folder, o => { o.FailOnErrors = false; Configure?.Invoke(o); });
            return (catalog.Diagnostics, wanted.File, wanted.Line, wanted.Column);
        }
    }
}
