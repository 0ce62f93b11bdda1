using Skills.Engine.SkillFiles.Reading;
using Skills.Engine.SkillFiles.Sources;

namespace Skills.Engine.SkillFiles.Import.Promptfoo;

/// <summary>A configuration of promptfoo: its first prompt, the others as variants, and its tests.</summary>
internal sealed class PromptfooFormat() : BuiltInFormat("promptfoo", SkillFileFormat.Promptfoo)
{
    public override bool Recognizes(SkillFormatFile file) => file.Map is { } map && PromptfooImporter.Looks(map);

    public override MapNode? Read(SkillFormatFile file) => new PromptfooImporter(file.Map!, file.Context).Import();
}
