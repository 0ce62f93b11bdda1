using Skills.Engine.Definitions;
using Skills.Engine.SkillFiles.Sources;

namespace Skills.Engine.SkillFiles.Reading;

/// <summary>Our own form in YAML or JSON.</summary>
internal sealed class NativeTreeFormat() : BuiltInFormat("skill file", SkillFileFormat.Skill)
{
    public override bool Recognizes(SkillFormatFile file) => file.IsTree;

    public override MapNode? Read(SkillFormatFile file) => Mapping(file.Tree, file);

    public override ReadingContext ContextOf(SkillFormatFile file) => file.Context;

    /// <summary>The mapping a file must be; reports anything else.</summary>
    public static MapNode? Mapping(SkillNode? root, SkillFormatFile file)
    {
        var diagnostics = file.Context.Diagnostics;
        switch (root)
        {
            case MapNode map:
                return map;
            case null when diagnostics.HasErrors:
                return null;
            case null:
                diagnostics.Add(SkillDiagnosticCode.UnknownFormat, file.Source, 0, 1, "The file is empty.");
                return null;
            default:
                diagnostics.Add(SkillDiagnosticCode.WrongType, root, $"A skill file must be a mapping of keys, but this is {root.TypeName}.");
                return null;
        }
    }
}
