using Skills.Engine.SkillFiles.Reading;
using Skills.Engine.SkillFiles.Sources;

namespace Skills.Engine.SkillFiles.Import.SemanticKernel;

/// <summary>Semantic Kernel's <c>skprompt.txt</c> with the <c>config.json</c> beside it.</summary>
internal sealed class SemanticKernelTextFormat() : BuiltInFormat("Semantic Kernel", SkillFileFormat.SemanticKernel)
{
    public override bool Recognizes(SkillFormatFile file) => string.Equals(file.FileName, "skprompt.txt", StringComparison.OrdinalIgnoreCase);

    public override MapNode? Read(SkillFormatFile file) => new SemanticKernelImporter(file.Context).ImportText(file.Source);
}
