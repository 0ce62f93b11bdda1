namespace Skills.Engine.Generators.Checking;

/// <summary>Something wrong in a file, with the codes that the reader of skill files uses. Compared by value.</summary>
/// <param name="Code">For example SK102.</param>
/// <param name="Start">Offset of the first character.</param>
/// <param name="Length">Number of characters, at least 1.</param>
/// <param name="Message">A sentence.</param>
internal sealed record Finding(string Code, int Start, int Length, string Message);
