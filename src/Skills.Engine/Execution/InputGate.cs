using Skills.Engine.Compilation;

namespace Skills.Engine.Execution;

/// <summary>Step 1: refuses a skill that cannot run, and validates the inputs.</summary>
internal sealed class InputGate(EngineParts parts)
{
    private readonly PerSkill<SkillReadiness> _readiness = new(skill => SkillReadiness.Of(skill, parts.Outputs, parts.Rules), parts.Settings.MaxCompiledSkills);

    /// <summary>Returns why the execution ends here; empty when it goes on.</summary>
    public IReadOnlyList<SkillError> Validate(SkillRun run)
    {
        if (SkillReadiness.Refusal(run.Skill) is { } refusal)
        {
            return [refusal];
        }

        if (_readiness.Get(run.Skill).Errors is { Count: > 0 } defects)
        {
            return defects;
        }

        if (run.Start is { Context.Variant: { Length: > 0 } pinned, Variant: null })
        {
            return [new("skill.variant_not_found", SkillStep.ValidateInput, "", $"The skill '{run.Skill.Slug}' has no variant '{pinned}'.{Known(run.Skill)}")];
        }

        return ValidateInputs(run);
    }

    /// <summary>Validates the inputs alone.</summary>
    public IReadOnlyList<SkillError> ValidateInputs(SkillRun run)
    {
        var input = parts.Inputs.Validate(run.Skill, run.Start.GivenInputs);
        run.AcceptInputs(input.Value);
        return input.Errors;
    }

    private static string Known(Skill skill) =>
        skill.Variants.Count > 0 ? $" It has {string.Join(", ", skill.Variants.Select(static v => $"'{v.Name}'"))}." : " It has none.";
}
