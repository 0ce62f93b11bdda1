using Microsoft.CodeAnalysis;

namespace Skills.Engine.Generators.Classes;

/// <summary>An error of the build, compared by value.</summary>
/// <param name="Code">The code of a finding in skill files, or one of the generator.</param>
/// <param name="Message">A sentence.</param>
/// <param name="Place">Where it is.</param>
internal sealed record Fault(string Code, string Message, SourcePlace Place)
{
    public Diagnostic ToDiagnostic() => Diagnostic.Create(
        id: Code,
        category: "Skills",
        message: Message,
        severity: Microsoft.CodeAnalysis.DiagnosticSeverity.Error,
        defaultSeverity: Microsoft.CodeAnalysis.DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        warningLevel: 0,
        location: Place.Location);
}
