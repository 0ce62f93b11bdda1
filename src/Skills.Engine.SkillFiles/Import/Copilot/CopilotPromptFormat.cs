using Skills.Engine.SkillFiles.Reading;
using Skills.Engine.SkillFiles.Sources;

namespace Skills.Engine.SkillFiles.Import.Copilot;

/// <summary>A prompt file of GitHub Copilot: <c>*.prompt.md</c>.</summary>
internal sealed class CopilotPromptFormat() : BuiltInFormat("Copilot prompt", SkillFileFormat.CopilotPrompt)
{
    public override bool Recognizes(SkillFormatFile file) => file.EndsWith(".prompt.md");

    public override MapNode? Read(SkillFormatFile file) => new CopilotImporter(file.Source, file.Context).Prompt();
}
