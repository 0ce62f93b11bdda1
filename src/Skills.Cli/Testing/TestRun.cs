using Skills.Cli.Shell;
using Skills.Engine;
using Skills.Engine.Evaluation;

namespace Skills.Cli.Testing;

/// <summary>Runs cases and shows how far it is.</summary>
internal static class TestRun
{
    /// <summary>Runs the cases of some skills. A canceled run returns the results so far.</summary>
    /// <param name="call">The call.</param>
    /// <param name="runner">Runs the cases.</param>
    /// <param name="skills">The skills.</param>
    /// <param name="maxCost">Most USD, when it differs from the runner's own settings.</param>
    /// <param name="cancellationToken">Stops the run.</param>
    public static Task<SkillTestReport> RunAsync(CommandCall call, SkillTestRunner runner, IReadOnlyList<SkillDefinition> skills, decimal? maxCost, CancellationToken cancellationToken) =>
        call.Terminal.WaitAsync("running tests", show => runner.RunAsync(skills, runner.Options with { MaxCostUsd = maxCost ?? runner.Options.MaxCostUsd }, new Progress(show), cancellationToken));

    private sealed class Progress(Action<string> show) : IProgress<SkillTestResult>
    {
        private int _ended;
        private int _failed;

        public void Report(SkillTestResult value)
        {
            var ended = Interlocked.Increment(ref _ended);
            var failed = value.Outcome is SkillTestOutcome.Failed or SkillTestOutcome.Flaky or SkillTestOutcome.Error ? Interlocked.Increment(ref _failed) : Volatile.Read(ref _failed);
            show($"{ended} cases ended, {failed} failed: {value.Id}");
        }
    }
}
