using Skills.Engine.Definitions;

namespace Skills.Engine;

/// <summary>What came of reading a skill file: the definition, unless there are errors, and everything found.</summary>
/// <param name="Definition">The skill; null when a diagnostic is an error.</param>
/// <param name="Diagnostics">Everything found, by file, line and column.</param>
public sealed record SkillReadResult(SkillDefinition? Definition, IReadOnlyList<SkillDiagnostic> Diagnostics)
{
    /// <summary>The tree of a file whose places later checks need; null for most.</summary>
    internal MapNode? Root { get; init; }

    /// <summary>A finding at what tells the skill from others, its version or name, for checks over all files to put their words to; null for a skill made in code.</summary>
    internal SkillDiagnostic? AtVersion { get; init; }

    /// <summary>Whether there is a definition, that is, no error.</summary>
    public bool IsValid => Definition is not null;

    /// <summary>The definition.</summary>
    /// <exception cref="SkillDefinitionException">There are errors.</exception>
    public SkillDefinition EnsureValid() => Definition ?? throw new SkillDefinitionException(Diagnostics);
}

/// <summary>Skill files that cannot be loaded.</summary>
public sealed class SkillDefinitionException : Exception
{
    /// <summary>For hosts that need one without findings.</summary>
    public SkillDefinitionException() { }

    /// <inheritdoc cref="SkillDefinitionException()"/>
    public SkillDefinitionException(string message) : base(message) { }

    /// <inheritdoc cref="SkillDefinitionException()"/>
    public SkillDefinitionException(string message, Exception? innerException) : base(message, innerException) { }

    internal SkillDefinitionException(IReadOnlyList<SkillDiagnostic> diagnostics) : base(Describe(diagnostics)) => Diagnostics = diagnostics;

    /// <summary>Everything found, warnings included.</summary>
    public IReadOnlyList<SkillDiagnostic> Diagnostics { get; } = [];

    // The lines themselves stay out: a message ends up in logs, and a line may hold part of a prompt.
    private static string Describe(IReadOnlyList<SkillDiagnostic> diagnostics)
    {
        var errors = diagnostics.Where(static d => d.Severity == DiagnosticSeverity.Error).ToList();
        var first = errors.Take(10).Select(static d => $"{d.File}:{d.Line}:{d.Column}: {d.Code}: {d.Message}");
        var more = errors.Count > 10 ? $"\nand {errors.Count - 10} more" : "";
        return $"{errors.Count} error(s) in skill files:\n{string.Join('\n', first)}{more}";
    }
}
