namespace Skills.Json.Canonical;

/// <summary>One value, or the name of a member.</summary>
/// <param name="Start">Its first byte in the text.</param>
/// <param name="Length">Its bytes, quotes included.</param>
/// <param name="Next">The row after it and all that is in it.</param>
/// <param name="Kind">What it is.</param>
internal readonly record struct TapeRow(int Start, int Length, int Next, TapeKind Kind);
