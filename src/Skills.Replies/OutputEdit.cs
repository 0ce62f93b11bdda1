namespace Skills.Engine;

/// <summary>One repair made while reading a reply.</summary>
/// <param name="Path">JSON Pointer into the outputs; empty for the whole.</param>
/// <param name="Name">What was done, such as <c>trailing_comma</c>; listed in <c>docs/outputs-and-rules.md</c>.</param>
/// <param name="Kind">How much it takes from the reply.</param>
/// <param name="Cost">Its weight when readings are compared; 0 or more.</param>
/// <param name="Start">First character of the place in the raw reply; −1 when there is none.</param>
/// <param name="Length">Length of that place.</param>
/// <param name="Before">What stood there, shortened; null when nothing did.</param>
/// <param name="After">What it became, shortened; null when it was removed.</param>
public sealed record OutputEdit(string Path, string Name, EditKind Kind, double Cost, int Start, int Length, string? Before, string? After);
