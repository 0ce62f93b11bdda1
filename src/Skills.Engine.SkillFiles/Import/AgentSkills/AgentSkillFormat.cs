using Skills.Engine.SkillFiles.Reading;
using Skills.Engine.SkillFiles.Sources;

namespace Skills.Engine.SkillFiles.Import.AgentSkills;

/// <summary>An Agent Skills folder: <c>SKILL.md</c>.</summary>
internal sealed class AgentSkillFormat() : BuiltInFormat("Agent Skills", SkillFileFormat.AgentSkill)
{
    public override bool Recognizes(SkillFormatFile file) => string.Equals(file.FileName, "SKILL.md", StringComparison.OrdinalIgnoreCase);

    public override MapNode? Read(SkillFormatFile file) => new AgentSkillImporter(file.Source, file.Context).Import();
}
