namespace Skills.Engine.Typed;

/// <summary>One value read as a .NET type.</summary>
/// <param name="Value">The value; default when there are findings.</param>
/// <param name="Findings">Why it could not be read; empty when it was.</param>
/// <param name="Unused">Places that the type has no member for.</param>
internal sealed record TypedReading<T>(T? Value, IReadOnlyList<TypedFinding> Findings, IReadOnlyList<string> Unused);
