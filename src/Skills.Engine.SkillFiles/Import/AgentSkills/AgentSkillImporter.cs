using Skills.Engine.Definitions;
using Skills.Engine.SkillFiles.Reading;
using Skills.Engine.SkillFiles.Sources;

namespace Skills.Engine.SkillFiles.Import.AgentSkills;

/// <summary>Turns an Agent Skills folder into our own form: <c>SKILL.md</c> alone, or the contract of a <c>skill.yaml</c> beside it.</summary>
internal sealed class AgentSkillImporter(SourceText source, ReadingContext context)
{
    private readonly DiagnosticList _diagnostics = context.Diagnostics;

    /// <summary>The skill in our form; null when it cannot be read at all.</summary>
    public MapNode? Import()
    {
        foreach (var name in (ReadOnlySpan<string>)["skill.yaml", "skill.yml"])
        {
            var found = new DiagnosticList();
            var reference = new ScalarNode(source, 0, 0, name, ScalarKind.String, ScalarStyle.Generated);
            if (context.Files.Read(reference, found, context.Limits) is { } contract)
            {
                return Mapping(new YamlTreeReader(contract, _diagnostics, context.Limits).Read(0, contract.Text.Length), contract);
            }

            // A contract that is there but cannot be read must not be passed over for the prose beside it.
            if (found.ToList().Where(static d => d.Code != SkillDiagnosticCode.MissingFile.Code).ToList() is { Count: > 0 } faults)
            {
                _diagnostics.AddRange(faults);
                return null;
            }
        }

        if (FrontMatter.Find(source) is not { } matter)
        {
            _diagnostics.Add(SkillDiagnosticCode.FrontMatter, source, 0, 1, "The file must begin with front matter: YAML between two lines that hold '---' only.");
            return null;
        }

        return Mapping(new YamlTreeReader(source, _diagnostics, context.Limits).Read(matter.YamlStart, matter.YamlEnd), source) is { } root ? Alone(root, matter.BodyStart) : null;
    }

    private MapNode? Mapping(SkillNode? root, SourceText of)
    {
        if (root is not MapNode && !_diagnostics.HasErrors)
        {
            _diagnostics.Add(SkillDiagnosticCode.WrongType, of, root?.Start ?? 0, 1, $"A skill must be a mapping of keys, but this is {root?.TypeName ?? "nothing"}.");
        }

        return root as MapNode;
    }

    private MapNode Alone(MapNode root, int bodyStart)
    {
        var keys = new ForeignKeys(root, "Agent Skills", _diagnostics);
        var form = new FormBuilder(root);
        var name = keys.Text("name") ?? FormBuilder.Text(context.FileName, root);
        if (context.FileName.Length > 0 && name.Text != context.FileName)
        {
            _diagnostics.Add(SkillDiagnosticCode.FolderName, name, $"The skill is called '{name.Text}', but its folder '{context.FileName}'. Agent Skills wants both the same.");
        }

        form.Add("skill", FormBuilder.Number("1", root)).Add("name", ForeignKeys.Slug(name, _diagnostics));
        form.Add("description", keys.Text("description") is { } description ? keys.Shortened(description) : null).Add("license", keys.Text("license"));
        form.Add("metadata", keys.Take("metadata") as MapNode);
        keys.Drop("allowed-tools");
        keys.Drop("compatibility");
        keys.End();

        // Prose may hold braces: it is sent as written. What the caller wants is the user's message.
        var body = RoleSplitter.Raw(source, bodyStart, source.Text.Length);
        var schema = new FormBuilder(root).Add("request", "string, What the skill is to do").Build();
        form.Add("input", new FormBuilder(root).Add("schema", schema)).Add("output", new FormBuilder(root).Add("format", "markdown"));
        var system = new FormBuilder(body).Add("role", "system").Add("content", PromptSection.Verbatim(body.Text)).Build();
        var user = new FormBuilder(body).Add("role", "user").Add("content", "{{ request }}").Build();
        return form.Add("messages", FormBuilder.List(body, body.Text.Length == 0 ? [user] : [system, user])).Build();
    }
}
