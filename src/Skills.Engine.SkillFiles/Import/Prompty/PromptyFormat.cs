using Skills.Engine.SkillFiles.Reading;
using Skills.Engine.SkillFiles.Sources;

namespace Skills.Engine.SkillFiles.Import.Prompty;

/// <summary>Microsoft's Prompty, version 1 or 2: <c>*.prompty</c>.</summary>
internal sealed class PromptyFormat() : BuiltInFormat("Prompty", SkillFileFormat.Prompty)
{
    public override bool Recognizes(SkillFormatFile file) => file.EndsWith(".prompty");

    public override MapNode? Read(SkillFormatFile file) => new PromptyImporter(file.Source, file.Context).Import();
}
