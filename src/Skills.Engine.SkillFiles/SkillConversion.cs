namespace Skills.Engine;

/// <summary>A foreign file in our own form.</summary>
/// <param name="Yaml">The text of a <c>.skill.yaml</c>, which reads as the same skill; null when the file cannot be read at all.</param>
/// <param name="Diagnostics">What was lost, changed or filled in, and what is wrong.</param>
public sealed record SkillConversion(string? Yaml, IReadOnlyList<SkillDiagnostic> Diagnostics);
