using Skills.Engine.Definitions;
using Skills.Engine.SkillFiles.Sources;

namespace Skills.Engine.SkillFiles.Reading;

/// <summary>Our own form in Markdown: front matter, then the prompt.</summary>
internal sealed class NativeMarkdownFormat() : BuiltInFormat("Markdown skill file", SkillFileFormat.Skill)
{
    public override bool Recognizes(SkillFormatFile file) => file.EndsWith(".skill.md");

    public override MapNode? Read(SkillFormatFile file)
    {
        var (source, context) = (file.Source, file.Context);
        if (FrontMatter.Find(source) is { } matter)
        {
            return NativeTreeFormat.Mapping(new YamlTreeReader(source, context.Diagnostics, context.Limits).Read(matter.YamlStart, matter.YamlEnd), file);
        }

        var isOpen = source.Line(1).TrimEnd() == "---";
        context.Diagnostics.Add(SkillDiagnosticCode.FrontMatter, source, 0, isOpen ? 3 : 1, isOpen
            ? "The front matter that begins here is not closed. Put a line that holds '---' only between it and the body."
            : "The file must begin with front matter: YAML between two lines that hold '---' only.");
        return null;
    }

    public override ReadingContext ContextOf(SkillFormatFile file) => file.Context with
    {
        Body = RoleSplitter.Split(file.Source, FrontMatter.Find(file.Source)?.BodyStart ?? 0, file.Source.Text.Length, file.Context.Diagnostics),
    };
}
