using Skills.Engine.Routing;

namespace Skills.Engine.Execution;

/// <summary>Whether a skill can run at all: what is wrong with it is found once, before anything is paid for.</summary>
/// <param name="Errors">Empty when it can run.</param>
internal sealed record SkillReadiness(IReadOnlyList<SkillError> Errors)
{
    /// <summary>Why a skill is not run whatever is in it; null when it is. Its status is not part of its content, so it is asked each time.</summary>
    public static SkillError? Refusal(Skill skill) => skill.Status == SkillStatus.Archived
        ? new("skill.archived", SkillStep.ValidateInput, "", $"The skill '{skill.Slug}' is archived and does not run.{Instead(skill)}")
        : null;

    public static SkillReadiness Of(Skill skill, OutputValidator outputs, ValidationRuleExecutor rules) =>
        new([.. outputs.Check(skill), .. rules.Check(skill).Where(e => Matters(skill, e)), .. PreferenceCheck.Of(skill)]);

    // A rule that only warns cannot keep a skill from running, not even by being wrong; its place is rules:<index>.
    private static bool Matters(Skill skill, SkillError problem) =>
        !int.TryParse(problem.Path.AsSpan(problem.Path.LastIndexOf(':') + 1), out var index)
        || index >= skill.ValidationRules.Count
        || skill.ValidationRules[index].Severity == RuleSeverity.Error;

    /// <summary>A clause that names the replacement of a skill; empty when it has none.</summary>
    public static string Instead(Skill skill) => skill.Replacement is { } other ? $" Use '{other}' instead." : "";
}
