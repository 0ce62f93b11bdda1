namespace Skills.Json;

/// <summary>One value read as a .NET type.</summary>
/// <typeparam name="T">The type.</typeparam>
/// <param name="Value">The value; default when there are findings.</param>
/// <param name="Findings">The reasons why it could not be read; empty when it was.</param>
/// <param name="Unused">Places that the type has no member for.</param>
public sealed record TypedReading<T>(T? Value, IReadOnlyList<TypedFinding> Findings, IReadOnlyList<string> Unused);
