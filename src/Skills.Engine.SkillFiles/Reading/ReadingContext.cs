using Skills.Engine.SkillFiles.Sources;

namespace Skills.Engine.SkillFiles.Reading;

/// <summary>What the readers of one file share.</summary>
internal sealed record ReadingContext(DiagnosticList Diagnostics, SkillDefinitionOptions Limits, ReferencedFiles Files, Func<string, string?> Environment)
{
    /// <summary>The body of a Markdown file, split at its role lines; null for a file without a body.</summary>
    public IReadOnlyList<(MessageRole? Role, ScalarNode Text)>? Body { get; init; }

    /// <summary>Whether an importer already said why there is no prompt.</summary>
    public bool PromptReported { get; init; }

    /// <summary>Whether the file is of another tool; what that tool forgives is then a warning.</summary>
    public bool IsImported { get; init; }

    /// <summary>Whether a variant is read, which may give its weight beside the keys of a skill.</summary>
    public bool InVariant { get; init; }

    /// <summary>The file's name without its endings; the skill's name must not differ where a format says so.</summary>
    public string FileName { get; init; } = "";
}
