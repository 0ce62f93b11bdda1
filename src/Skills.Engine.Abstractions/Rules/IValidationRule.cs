using System.Text.Json;
using Skills.Engine.Rules;

namespace Skills.Engine;

/// <summary>A check written in C#, used by skills as <c>type: custom</c> with its name. Must be thread-safe.</summary>
public interface IValidationRule
{
    /// <summary>The name skills use.</summary>
    string Name { get; }

    /// <summary>Checks one result. An exception counts as a failure of the rule, never of the host.</summary>
    /// <param name="context">What is checked.</param>
    /// <param name="cancellationToken">Ends a long check.</param>
    /// <returns>What is wrong; empty when the rule passes.</returns>
    ValueTask<IReadOnlyList<RuleFinding>> CheckAsync(RuleContext context, CancellationToken cancellationToken);
}

/// <summary>What a rule sees.</summary>
/// <param name="Skill">The skill.</param>
/// <param name="Inputs">The checked inputs.</param>
/// <param name="Outputs">The outputs that passed the schema.</param>
/// <param name="Parameters">The rule's parameters as the skill gives them; an object or undefined.</param>
/// <param name="Context">The caller.</param>
public sealed record RuleContext(Skill Skill, JsonElement Inputs, JsonElement Outputs, JsonElement Parameters, SkillExecutionContext Context)
{
    /// <summary>Takes what the rule spends; null where the rules run without an engine.</summary>
    internal IRuleSpending? Spending { get; init; }
}

/// <summary>What a rule found wrong.</summary>
/// <param name="Path">JSON Pointer into the outputs; empty for the whole.</param>
/// <param name="Message">A sentence.</param>
public sealed record RuleFinding(string Path, string Message);

/// <summary>What the rules said.</summary>
/// <param name="Passed">No rule of severity error failed.</param>
/// <param name="Rules">One entry for each rule of the skill, in order.</param>
public sealed record RuleSetResult(bool Passed, IReadOnlyList<RuleResult> Rules)
{
    /// <summary>Sentences of failed rules of severity error.</summary>
    public IReadOnlyList<string> Errors => [.. Findings(RuleSeverity.Error)];

    /// <summary>Sentences of failed rules of severity warning, and of those kept.</summary>
    public IReadOnlyList<string> Warnings => [.. Findings(RuleSeverity.Warning)];

    private IEnumerable<string> Findings(RuleSeverity severity) =>
        Rules.Where(r => r.Severity == severity).SelectMany(static r => r.Findings).Select(static f => f.Message);
}

/// <summary>What one rule said.</summary>
/// <param name="Index">Its place in the skill's list, from 0.</param>
/// <param name="Type">Its type.</param>
/// <param name="Severity">How much it matters.</param>
/// <param name="Passed">Whether it held.</param>
/// <param name="Skipped">Whether its condition kept it from running.</param>
/// <param name="Findings">What is wrong; empty when it held.</param>
public sealed record RuleResult(int Index, string Type, RuleSeverity Severity, bool Passed, bool Skipped, IReadOnlyList<RuleFinding> Findings);
