namespace Skills.Engine.Evaluation;

/// <summary>Scores executions beyond the expectations of a case. Implement it to bring your own; it must be thread-safe.</summary>
public interface ISkillEvaluator
{
    /// <summary>Gets the name in findings.</summary>
    string Name { get; }

    /// <summary>Gets whether it asks models. If so, it runs only when the case asks them too.</summary>
    bool AsksModels { get; }

    /// <summary>Scores one execution. An exception counts as a failed score, never as a failure of the test run.</summary>
    /// <param name="evaluation">The execution.</param>
    /// <param name="cancellationToken">Ends the evaluation.</param>
    /// <returns>The scores.</returns>
    ValueTask<IReadOnlyList<SkillScore>> EvaluateAsync(SkillEvaluation evaluation, CancellationToken cancellationToken);
}

/// <summary>An execution to score.</summary>
/// <param name="Skill">The skill.</param>
/// <param name="Case">The case.</param>
/// <param name="Result">The result. Its texts are not redacted.</param>
public sealed record SkillEvaluation(Skill Skill, SkillTestCase Case, SkillResult Result)
{
    /// <summary>Returns skill and case, without prompt or output.</summary>
    public override string ToString() => $"{Skill.Slug}#{Case.Name}";
}

/// <summary>A score.</summary>
/// <param name="Name">The name of the measure.</param>
/// <param name="Value">The score, from 0 to 1; null when there is no scale.</param>
/// <param name="Passed">Whether it is good enough.</param>
/// <param name="Reason">The reason; null for none.</param>
public sealed record SkillScore(string Name, double? Value, bool Passed, string? Reason = null);
