namespace Skills.Engine.Evaluation.Running;

/// <summary>One case in one column.</summary>
internal sealed record PlannedTest
{
    public required SkillDefinition Definition { get; init; }

    /// <summary>The skill with the column's parameters.</summary>
    public required Skill Skill { get; init; }

    public required SkillTestCase Case { get; init; }

    public required SkillTestTarget Target { get; init; }

    /// <summary>The file that contains the case, relative to the base folder.</summary>
    public required string? File { get; init; }

    public required int Repeat { get; init; }

    /// <summary>Why it does not run; null when it does.</summary>
    public string? Skip { get; init; }

    /// <summary>The name of the column in file names; null for cases as written.</summary>
    public string? TargetName => Target == SkillTestTarget.AsWritten ? null : Target.Name;

    public string Id => $"{File ?? Definition.Skill.Slug}#{Case.Name}";

    public string Variant => Target.Variant ?? Case.Variant ?? "";
}
