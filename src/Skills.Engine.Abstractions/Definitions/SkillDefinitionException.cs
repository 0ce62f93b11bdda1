namespace Skills.Engine;

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
