namespace Skills.Engine.Definitions;

/// <summary>Tells the form of a file by its name and its first keys, and reads it.</summary>
internal static class SkillForms
{
    /// <summary>The skill as far as it could be read; null when nothing could.</summary>
    public static SkillDraft? Read(SourceText source, ReadingContext context)
    {
        var name = Path.GetFileName(source.Name);
        if (name.EndsWith(".skill.md", StringComparison.OrdinalIgnoreCase))
        {
            return Markdown(source, context);
        }

        var root = name.EndsWith(".json", StringComparison.OrdinalIgnoreCase)
            ? new JsonTreeReader(source, context.Diagnostics, context.Limits).Read()
            : new YamlTreeReader(source, context.Diagnostics, context.Limits).Read(0, source.Text.Length);
        return Tree(root, source, context);
    }

    private static SkillDraft? Markdown(SourceText source, ReadingContext context)
    {
        if (FrontMatter.Find(source) is not { } matter)
        {
            context.Diagnostics.Add(SkillDiagnosticCode.FrontMatter, source, 0, 1, "The file must begin with front matter: YAML between two lines that hold '---' only.");
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
