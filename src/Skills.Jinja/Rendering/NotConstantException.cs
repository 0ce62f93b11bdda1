namespace Skills.Jinja.Rendering;

/// <summary>Says that an expression has to run.</summary>
internal sealed class NotConstantException : Exception;
