namespace Skills.Engine.Rules;

/// <summary>A rule that cannot be read. The message is for the skill's author; the properties say where in the rule the fault is.</summary>
internal sealed class RuleFormatException(string message) : Exception(message)
{
    /// <summary>The parameter at fault, whether the rule has it or not; null when it is none in particular.</summary>
    public string? Parameter { get; init; }

    /// <summary>The value at fault, as written; null when it is none in particular.</summary>
    public string? Value { get; init; }

    /// <summary>What could be used instead; empty when that is no list.</summary>
    public IReadOnlyList<string> Offered { get; init; } = [];

    /// <summary>The message without a place of its own; null when it has none.</summary>
    public string? Reason { get; init; }

    /// <summary>Where in the value the fault is, from 1; null when that is not known.</summary>
    public (int Line, int Column)? At { get; init; }
}
