namespace Skills.Jinja.Syntax;

/// <summary>A template that is no valid Jinja, with the offset in its normalised source.</summary>
internal sealed class SyntaxFault(string message, int position, JinjaErrorKind kind = JinjaErrorKind.Syntax, string? suggestion = null) : Exception(message)
{
    internal int Position { get; } = position;

    internal string? Suggestion { get; } = suggestion;

    /// <summary>What to write instead.</summary>
    internal string? Hint { get; init; }

    internal JinjaErrorKind Kind { get; } = kind;
}
