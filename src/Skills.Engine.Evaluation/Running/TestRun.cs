namespace Skills.Engine.Evaluation.Running;

/// <summary>Runs planned cases side by side and collects their results in order.</summary>
internal sealed class TestRun(IReadOnlyList<PlannedTest> planned, CaseRunner runner, RunBudget budget, SkillTestOptions options, IProgress<SkillTestResult>? progress)
{
    private readonly CaseProgress[] _cases = [.. planned.Select(static p => new CaseProgress(p))];

    /// <summary>Runs until all is done, the money is used or the caller cancels. What is running then ends or is canceled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        foreach (var skipped in _cases.Where(static c => c.Test.Skip is not null))
        {
            progress?.Report(skipped.ToResult(options));
        }

        var runs = _cases.Where(static c => c.Test.Skip is null).SelectMany(static c => Enumerable.Range(1, c.Test.Repeat).Select(n => (Case: c, Number: n)));
        await Parallel.ForEachAsync(
            runs,
            new ParallelOptions { MaxDegreeOfParallelism = options.Parallelism },
            async (run, _) => await RunAsync(run.Case, run.Number, cancellationToken).ConfigureAwait(false)).ConfigureAwait(false);
    }

    public IReadOnlyList<SkillTestResult> Results() => [.. _cases.Select(c => c.ToResult(options))];

    // The caller's cancellation ends the runs, not the report.
    private async ValueTask RunAsync(CaseProgress test, int number, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested || budget.Exhausted is not null)
        {
            return;
        }

        try
        {
            if (await runner.RunAsync(test.Test, number, cancellationToken).ConfigureAwait(false) is { } run && test.Add(run))
            {
                progress?.Report(test.ToResult(options));
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
        }
    }
}
