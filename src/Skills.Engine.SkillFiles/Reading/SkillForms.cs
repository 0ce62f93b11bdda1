using Skills.Engine.Definitions;
using Skills.Engine.SkillFiles.Import;
using Skills.Engine.SkillFiles.Sources;

namespace Skills.Engine.SkillFiles.Reading;

/// <summary>Tells the form of a file by its name and its first keys, and reads it.</summary>
internal static class SkillForms
{
    /// <summary>The skill as far as it could be read; null when nothing could.</summary>
    public static SkillDraft? Read(SourceText source, ReadingContext context)
    {
        var name = Path.GetFileName(source.Name);
        if (EndsWith(name, ".skill.md"))
        {
            return Markdown(source, context);
        }

        if (EndsWith(name, ".prompt"))
        {
            return Imported(new DotpromptImporter(source, context).Import(), SkillFileFormat.Dotprompt, source, context);
        }

        if (EndsWith(name, ".prompty"))
        {
            return Imported(new PromptyImporter(source, context).Import(), SkillFileFormat.Prompty, source, context);
        }

        if (string.Equals(name, "SKILL.md", StringComparison.OrdinalIgnoreCase))
        {
            return Imported(new AgentSkillImporter(source, context).Import(), SkillFileFormat.AgentSkill, source, context);
        }

        if (string.Equals(name, "skprompt.txt", StringComparison.OrdinalIgnoreCase))
        {
            return Imported(new SemanticKernelImporter(context).ImportText(source), SkillFileFormat.SemanticKernel, source, context);
        }

        if (!EndsWith(name, ".yaml") && !EndsWith(name, ".yml") && !EndsWith(name, ".json"))
        {
            context.Diagnostics.Add(SkillDiagnosticCode.UnknownFormat, source, 0, 1, $"'{name}' is of no form that can be read: .skill.yaml, .skill.json, .skill.md, SKILL.md, .prompt, .prompty, skprompt.txt, or YAML of Semantic Kernel.");
            return null;
        }

        var root = EndsWith(name, ".json")
            ? new JsonTreeReader(source, context.Diagnostics, context.Limits).Read()
            : new YamlTreeReader(source, context.Diagnostics, context.Limits).Read(0, source.Text.Length);
        return root switch
        {
            MapNode map when PredecessorImporter.Looks(map) => Imported(new PredecessorImporter(context).Import(map), SkillFileFormat.Predecessor, source, context),
            MapNode map when SemanticKernelImporter.Looks(map) => Imported(new SemanticKernelImporter(context).Import(map), SkillFileFormat.SemanticKernel, source, context),
            _ => Tree(root, source, context),
        };
    }

    /// <summary>What a file is called without its endings; for files that are called the same in every folder, the folder.</summary>
    public static string NameOf(string path)
    {
        var file = Path.GetFileName(path);
        return file.ToUpperInvariant() is "SKILL.MD" or "SKPROMPT.TXT" or "CONFIG.JSON"
            ? Path.GetFileName(Path.GetDirectoryName(path)) ?? ""
            : string.Join('.', file.Split('.').SkipLast(1).Where(static w => w != "skill"));
    }

    private static bool EndsWith(string name, string ending) => name.EndsWith(ending, StringComparison.OrdinalIgnoreCase);

    private static SkillDraft? Imported(MapNode? form, SkillFileFormat format, SourceText source, ReadingContext context)
    {
        if (form is null)
        {
            return null;
        }

        // A skill.yaml beside SKILL.md is our own form already.
        var draft = VariantReader.Read(form, context with { PromptReported = context.Diagnostics.HasErrors });
        return draft with { Definition = draft.Definition with { Format = format, Path = source.Name } };
    }

    private static SkillDraft? Markdown(SourceText source, ReadingContext context)
    {
        if (FrontMatter.Find(source) is not { } matter)
        {
            var isOpen = source.Line(1).TrimEnd() == "---";
            context.Diagnostics.Add(SkillDiagnosticCode.FrontMatter, source, 0, isOpen ? 3 : 1, isOpen
                ? "The front matter that begins here is not closed. Put a line that holds '---' only between it and the body."
                : "The file must begin with front matter: YAML between two lines that hold '---' only.");
            return null;
        }

        var root = new YamlTreeReader(source, context.Diagnostics, context.Limits).Read(matter.YamlStart, matter.YamlEnd);
        return Tree(root, source, context with { Body = RoleSplitter.Split(source, matter.BodyStart, source.Text.Length) });
    }

    private static SkillDraft? Tree(SkillNode? root, SourceText source, ReadingContext context)
    {
        switch (root)
        {
            case MapNode map:
                return VariantReader.Read(map, context);
            case null when context.Diagnostics.HasErrors:
                return null;
            case null:
                context.Diagnostics.Add(SkillDiagnosticCode.UnknownFormat, source, 0, 1, "The file is empty.");
                return null;
            default:
                context.Diagnostics.Add(SkillDiagnosticCode.WrongType, root, $"A skill file must be a mapping of keys, but this is {root.TypeName}.");
                return null;
        }
    }
}
