namespace Skills.Jinja.Text;

/// <summary>An error inside a render, on its way to the place that knows template and position.</summary>
internal sealed class RuntimeFault(JinjaErrorKind kind, string message, Exception? inner = null) : Exception(message, inner)
{
    internal JinjaErrorKind Kind { get; } = kind;

    /// <summary>A name that was looked for among the template's variables and not found.</summary>
    internal string? MissingName { get; init; }

    /// <summary>What may have been meant.</summary>
    internal string? Suggestion { get; init; }

    internal static RuntimeFault Type(string message) => new(JinjaErrorKind.Type, message);

    internal static RuntimeFault Value(string message) => new(JinjaErrorKind.Value, message);

    internal static RuntimeFault Limit(string message) => new(JinjaErrorKind.Limit, message);

    internal static RuntimeFault Runtime(string message) => new(JinjaErrorKind.Runtime, message);
}
