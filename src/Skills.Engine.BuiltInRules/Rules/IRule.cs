using System.Text.Json;

namespace Skills.Engine.Rules;

/// <summary>A rule, read from its parameters once and run many times. Thread-safe.</summary>
internal interface IRule
{
    /// <summary>What is wrong; empty when the rule holds.</summary>
    ValueTask<IReadOnlyList<RuleFinding>> CheckAsync(RuleContext context, CancellationToken cancellationToken);

    /// <summary>The rule's own correction of the value at a place it found wrong; null when it has none.</summary>
    JsonElement? Fix(JsonElement value);
}
