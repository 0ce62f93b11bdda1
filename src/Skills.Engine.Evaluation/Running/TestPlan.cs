using System.ComponentModel.DataAnnotations;

namespace Skills.Engine.Evaluation.Running;

/// <summary>Chooses what a test run does.</summary>
internal sealed class TestPlan(SkillTestOptions options)
{
    private readonly string _base = Path.GetFullPath(options.BaseDirectory ?? Directory.GetCurrentDirectory());

    public IReadOnlyList<SkillTestTarget> Targets => options.Targets.Count > 0 ? options.Targets : [SkillTestTarget.AsWritten];

    /// <summary>Returns the cases in the order of files, cases and columns.</summary>
    /// <exception cref="ValidationException">There are more runs than allowed.</exception>
    public IReadOnlyList<PlannedTest> Of(IEnumerable<SkillDefinition> skills)
    {
        var planned = new List<PlannedTest>();
        long runs = 0;
        foreach (var definition in skills)
        {
            // Made once for each column, since what the engine compiles is kept with the instance.
            var changed = Targets.Select(t => t.Apply(definition.Skill)).ToList();
            foreach (var test in definition.Tests.Where(t => options.Filter?.Matches(Relative(definition.Path), definition.Skill, t) ?? true))
            {
                runs += (long)Targets.Count * (options.Repeat ?? test.Repeat);
                if (runs > options.MaxRuns)
                {
                    throw new ValidationException(FormattableString.Invariant($"The run would have {runs} executions or more. MaxRuns allows {options.MaxRuns}. Choose fewer cases, targets or repeats."));
                }

                planned.AddRange(Targets.Select((target, i) => Planned(definition, changed[i], test, target)));
            }
        }

        return planned;
    }

    /// <summary>Returns a file's name as results show it, with forward slashes.</summary>
    public string? Relative(string? file)
    {
        if (file is null)
        {
            return null;
        }

        var relative = Path.GetRelativePath(_base, Path.GetFullPath(file, _base));
        return relative.Replace('\\', '/');
    }

    private PlannedTest Planned(SkillDefinition definition, Skill skill, SkillTestCase test, SkillTestTarget target) => new()
    {
        Definition = definition,
        Skill = skill,
        Case = test,
        Target = target,
        File = Relative(definition.Path),
        Repeat = options.Repeat ?? test.Repeat,
        Skip = test.Skip ?? (target.Variant is { Length: > 0 } variant && definition.Skill.Variants.All(v => v.Name != variant) ? $"the skill has no variant '{variant}'" : null),
    };
}
