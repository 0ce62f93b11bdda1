using Skills.Engine.SkillFiles.Sources;

namespace Skills.Engine.SkillFiles.Reading;

/// <summary>A form whose nodes keep their places in the file, so that later findings point there.</summary>
internal abstract class BuiltInFormat(string name, SkillFileFormat format) : ISkillFormat
{
    public string Name => name;

    public SkillFileFormat Format => format;

    public abstract bool Recognizes(SkillFormatFile file);

    /// <summary>The file in our own form; null when nothing could be read, which is then reported.</summary>
    public abstract MapNode? Read(SkillFormatFile file);

    /// <summary>What the native reader is told beyond the tree.</summary>
    public virtual ReadingContext ContextOf(SkillFormatFile file) => file.Context with { IsImported = true, PromptReported = file.Context.Diagnostics.HasErrors };

    public SkillConversion Convert(SkillFormatFile file)
    {
        var form = Read(file);
        return new(form is null ? null : FormWriter.Write(form), file.Context.Diagnostics.ToList());
    }
}
