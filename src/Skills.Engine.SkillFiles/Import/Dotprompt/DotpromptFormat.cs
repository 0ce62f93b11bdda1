using Skills.Engine.SkillFiles.Reading;
using Skills.Engine.SkillFiles.Sources;

namespace Skills.Engine.SkillFiles.Import.Dotprompt;

/// <summary>Google's dotprompt: <c>*.prompt</c>.</summary>
internal sealed class DotpromptFormat() : BuiltInFormat("dotprompt", SkillFileFormat.Dotprompt)
{
    public override bool Recognizes(SkillFormatFile file) => file.EndsWith(".prompt");

    public override MapNode? Read(SkillFormatFile file) => new DotpromptImporter(file.Source, file.Context).Import();
}
