using Skills.Engine.SkillFiles.Reading;
using Skills.Engine.SkillFiles.Sources;

namespace Skills.Engine.SkillFiles.Import.Claude;

/// <summary>A subagent of Claude Code: <c>.claude/agents/**/*.md</c>.</summary>
internal sealed class ClaudeAgentFormat() : BuiltInFormat("Claude subagent", SkillFileFormat.ClaudeAgent)
{
    public override bool Recognizes(SkillFormatFile file) => file.EndsWith(".md") && file.IsBelow(".claude/agents");

    public override MapNode? Read(SkillFormatFile file) => new ClaudeImporter(file.Source, file.Context).Agent();
}
