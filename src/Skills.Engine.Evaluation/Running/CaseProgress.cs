namespace Skills.Engine.Evaluation.Running;

/// <summary>The runs of one case so far. Thread-safe.</summary>
internal sealed class CaseProgress(PlannedTest test)
{
    private readonly Lock _gate = new();
    private readonly List<SkillTestRun> _runs = [];

    public PlannedTest Test => test;

    /// <summary>Adds a run.</summary>
    /// <returns>Whether it was the last one.</returns>
    public bool Add(SkillTestRun run)
    {
        lock (_gate)
        {
            _runs.Add(run);
            return _runs.Count == test.Repeat;
        }
    }

    public SkillTestResult ToResult(SkillTestOptions options)
    {
        SkillTestRun[] runs;
        lock (_gate)
        {
            runs = [.. _runs.OrderBy(static r => r.Number)];
        }

        return new()
        {
            Id = test.Id,
            Skill = test.Definition.Skill.Slug,
            SkillVersion = test.Definition.Skill.Version,
            Case = test.Case.Name,
            File = FileOf(options),
            Line = test.Case.Line,
            Tags = test.Case.Tags,
            Target = test.Target.Name,
            Outcome = OutcomeOf(runs, options.MinPassRate),
            Reason = test.Skip ?? (runs.Length < test.Repeat ? "the run was stopped before" : null),
            Runs = runs,
            Repeat = test.Repeat,
            Again = TestCommand.Of(test, options, runs.Any(static r => r.Source is SkillTestSource.Replay or SkillTestSource.DryRun or SkillTestSource.Live) ? "--live" : null),
        };
    }

    private string? FileOf(SkillTestOptions options) => new TestPlan(options).Relative(test.Case.File) ?? test.File;

    private SkillTestOutcome OutcomeOf(SkillTestRun[] runs, double least)
    {
        if (test.Skip is not null)
        {
            return SkillTestOutcome.Skipped;
        }

        if (runs.Length < test.Repeat)
        {
            return SkillTestOutcome.NotRun;
        }

        var passes = runs.Count(static r => r.Passed);
        return passes >= least * runs.Length - 1e-9 ? SkillTestOutcome.Passed
            : runs.Any(static r => !r.Passed && r.ProviderFailed) ? SkillTestOutcome.Error
            : passes == 0 ? SkillTestOutcome.Failed
            : SkillTestOutcome.Flaky;
    }
}
