namespace Skills.Engine.Typed;

/// <summary>One value of the outputs that the .NET type cannot take.</summary>
/// <param name="Path">JSON Pointer into the outputs.</param>
/// <param name="Message">A sentence without the value itself.</param>
internal sealed record TypedFinding(string Path, string Message);
