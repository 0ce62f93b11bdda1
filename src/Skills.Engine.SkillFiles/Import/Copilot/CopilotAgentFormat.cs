using Skills.Engine.SkillFiles.Reading;
using Skills.Engine.SkillFiles.Sources;

namespace Skills.Engine.SkillFiles.Import.Copilot;

/// <summary>A custom agent of GitHub Copilot: <c>*.agent.md</c>, formerly <c>*.chatmode.md</c>.</summary>
internal sealed class CopilotAgentFormat() : BuiltInFormat("Copilot agent", SkillFileFormat.CopilotAgent)
{
    public override bool Recognizes(SkillFormatFile file) => file.EndsWith(".agent.md") || file.EndsWith(".chatmode.md");

    public override MapNode? Read(SkillFormatFile file) => new CopilotImporter(file.Source, file.Context).Agent();
}
