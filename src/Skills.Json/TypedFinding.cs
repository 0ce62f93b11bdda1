namespace Skills.Json;

/// <summary>A value that the .NET type cannot take.</summary>
/// <param name="Path">JSON Pointer to the value.</param>
/// <param name="Message">A sentence without the value itself.</param>
public sealed record TypedFinding(string Path, string Message);
