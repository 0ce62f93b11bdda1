namespace Skills.Engine;

/// <summary>The outcome of reading a skill file: the definition, unless there are errors, and everything found.</summary>
/// <param name="Definition">The skill; null when a diagnostic is an error.</param>
/// <param name="Diagnostics">Everything found, by file, line and column.</param>
public sealed record SkillReadResult(SkillDefinition? Definition, IReadOnlyList<SkillDiagnostic> Diagnostics)
{
    /// <summary>What the source keeps for the checks of the catalog, such as the places of a file; null for most.</summary>
    internal object? Origin { get; init; }

    /// <summary>A finding at what tells the skill from others, its version or name, for checks over all files to put their words to; null for a skill made in code.</summary>
    internal SkillDiagnostic? AtVersion { get; init; }

    /// <summary>Whether the file is of a foreign form. Its errors do not keep a host from starting.</summary>
    internal bool IsImported { get; init; }

    /// <summary>Whether there is a definition, that is, no error.</summary>
    public bool IsValid => Definition is not null;

    /// <summary>The definition.</summary>
    /// <exception cref="SkillDefinitionException">There are errors.</exception>
    public SkillDefinition EnsureValid() => Definition ?? throw new SkillDefinitionException(Diagnostics);
}
