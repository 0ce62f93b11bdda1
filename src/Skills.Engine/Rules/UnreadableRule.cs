namespace Skills.Engine.Rules;

/// <summary>Why a rule of a skill cannot be read.</summary>
/// <param name="Index">The rule's place among the skill's rules, from 0.</param>
/// <param name="Type">The rule's type, as written.</param>
/// <param name="Fault">What is wrong.</param>
internal sealed record UnreadableRule(int Index, string Type, RuleFormatException Fault);
