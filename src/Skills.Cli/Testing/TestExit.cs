using Skills.Cli.Shell;
using Skills.Engine.Evaluation;

namespace Skills.Cli.Testing;

/// <summary>The exit code of a test run.</summary>
internal static class TestExit
{
    /// <summary>Returns the code: a stop comes first, then a failed case, then a provider that gave no answer.</summary>
    public static int Of(SkillTestReport report) => report switch
    {
        { Stop: SkillTestStop.Canceled } => ExitCode.Canceled,
        { Stop: SkillTestStop.Budget } => ExitCode.Provider,
        { Results.Count: 0 } => ExitCode.NothingMatched,
        _ when report.Count(SkillTestOutcome.Failed) + report.Count(SkillTestOutcome.Flaky) > 0 => ExitCode.Failed,
        _ when report.Count(SkillTestOutcome.Error) > 0 => ExitCode.Provider,
        _ => ExitCode.Done,
    };
}
