using Skills.Engine.SkillFiles.Reading;
using Skills.Engine.SkillFiles.Sources;

namespace Skills.Engine.SkillFiles.Import.Claude;

/// <summary>A slash command of Claude Code: <c>.claude/commands/**/*.md</c>.</summary>
internal sealed class ClaudeCommandFormat() : BuiltInFormat("Claude command", SkillFileFormat.ClaudeCommand)
{
    public override bool Recognizes(SkillFormatFile file) => file.EndsWith(".md") && file.IsBelow(".claude/commands");

    public override MapNode? Read(SkillFormatFile file) => new ClaudeImporter(file.Source, file.Context).Command();
}
