using Skills.Engine.SkillFiles.Reading;
using Skills.Engine.SkillFiles.Sources;

namespace Skills.Engine.SkillFiles.Import.Predecessor;

/// <summary>The snake_case form of the Python predecessor, in YAML or JSON.</summary>
internal sealed class PredecessorFormat() : BuiltInFormat("snake_case skill file", SkillFileFormat.Predecessor)
{
    public override bool Recognizes(SkillFormatFile file) => file.Map is { } map && PredecessorImporter.Looks(map);

    public override MapNode? Read(SkillFormatFile file) => new PredecessorImporter(file.Context).Import(file.Map!);
}
