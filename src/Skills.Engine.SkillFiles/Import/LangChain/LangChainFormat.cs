using Skills.Engine.SkillFiles.Reading;
using Skills.Engine.SkillFiles.Sources;

namespace Skills.Engine.SkillFiles.Import.LangChain;

/// <summary>A prompt that LangChain saved, in YAML or JSON.</summary>
internal sealed class LangChainFormat() : BuiltInFormat("LangChain", SkillFileFormat.LangChain)
{
    public override bool Recognizes(SkillFormatFile file) => file.Map is { } map && LangChainImporter.Looks(map);

    public override MapNode? Read(SkillFormatFile file) => new LangChainImporter(file.Map!, file.Context).Import();
}
