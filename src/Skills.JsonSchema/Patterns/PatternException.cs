namespace Skills.JsonSchema.Patterns;

/// <summary>A text that is no regular expression of ECMA-262.</summary>
internal sealed class PatternException(string message) : Exception(message);
