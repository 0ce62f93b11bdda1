namespace Skills.Architecture.Tests;

/// <summary>Two rooms that are allowed to refer to each other.</summary>
/// <param name="Project">The project.</param>
/// <param name="First">The room whose name sorts first.</param>
/// <param name="Second">The other room.</param>
/// <param name="Reason">Why they do.</param>
internal sealed record KnownCircle(string Project, string First, string Second, string Reason);
