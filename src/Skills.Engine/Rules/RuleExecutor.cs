using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Skills.Engine.Rules;

/// <summary>Step 7: runs a skill's validation rules over its outputs, in order.</summary>
internal sealed class RuleExecutor(IEnumerable<IValidationRule> custom)
{
    private readonly RuleServices _services = new([.. custom]);
    private readonly ConditionalWeakTable<Skill, IReadOnlyList<CompiledRule>> _compiled = [];

    /// <summary>What is wrong with the skill's rules themselves; empty when all can run.</summary>
    public IReadOnlyList<SkillError> Check(Skill skill) =>
        [.. _compiled.GetValue(skill, Compile).Where(static r => r.Problem is not null).Select(static r => r.Problem!)];

    public async ValueTask<RuleCheck> ExecuteAsync(Skill skill, JsonElement inputs, JsonElement outputs, SkillExecutionContext context, CancellationToken cancellationToken)
    {
        var run = new RuleRun(skill, inputs, outputs, context);
        foreach (var rule in _compiled.GetValue(skill, Compile))
        {
            await run.CheckAsync(rule, cancellationToken).ConfigureAwait(false);
        }

        return run.End();
    }

    private IReadOnlyList<CompiledRule> Compile(Skill skill) => [.. skill.ValidationRules.Select((rule, index) => Compile(skill, rule, index))];

    private CompiledRule Compile(Skill skill, ValidationRule rule, int index)
    {
        try
        {
            return new(index, rule, RuleTypes.Read(rule, new(skill, _services)), Problem: null);
        }
        catch (RuleFormatException wrong)
        {
            return new(index, rule, Rule: null, new("rules.invalid", SkillStep.RunRules, string.Create(CultureInfo.InvariantCulture, $"rules:{index}"), $"Rule {index + 1} ({rule.Type}): {wrong.Message}"));
        }
    }
}

/// <summary>A rule ready to run, or the reason why it is not.</summary>
internal sealed record CompiledRule(int Index, ValidationRule Source, IRule? Rule, SkillError? Problem);
