using Skills.Engine.SkillFiles.Reading;
using Skills.Engine.SkillFiles.Sources;

namespace Skills.Engine.SkillFiles.Import.SemanticKernel;

/// <summary>A prompt of Semantic Kernel in YAML.</summary>
internal sealed class SemanticKernelFormat() : BuiltInFormat("Semantic Kernel", SkillFileFormat.SemanticKernel)
{
    public override bool Recognizes(SkillFormatFile file) => file.Map is { } map && SemanticKernelImporter.Looks(map);

    public override MapNode? Read(SkillFormatFile file) => new SemanticKernelImporter(file.Context).Import(file.Map!);
}
