using Skills.Engine.Evaluation.Expectations;

namespace Skills.Engine.Evaluation.Running;

/// <summary>Runs the evaluators over an execution.</summary>
internal static class Evaluators
{
    /// <summary>Returns the findings and the scores.</summary>
    /// <exception cref="OperationCanceledException">The token was canceled.</exception>
    public static async Task<(IReadOnlyList<SkillTestFinding> Findings, IReadOnlyList<double> Scores)> RunAsync(IReadOnlyList<ISkillEvaluator> evaluators, SkillEvaluation evaluation, bool isLive, CancellationToken cancellationToken)
    {
        var (findings, scores) = (new List<SkillTestFinding>(), new List<double>());
        foreach (var evaluator in evaluators)
        {
            if (evaluator.AsksModels && !isLive)
            {
                findings.Add(Finding(evaluator.Name, "a score", "no model is asked in this mode.", SkillTestFindingKind.NotChecked));
                continue;
            }

            foreach (var score in await ScoresAsync(evaluator, evaluation, cancellationToken).ConfigureAwait(false))
            {
                scores.Add(Math.Clamp(score.Value ?? (score.Passed ? 1 : 0), 0, 1));
                if (!score.Passed)
                {
                    findings.Add(Finding(score.Name, "a score that is good enough", Shown.Cut(FormattableString.Invariant($"{score.Value:0.##} {score.Reason}").Trim()), SkillTestFindingKind.Failed));
                }
            }
        }

        return (findings, scores);
    }

    private static async ValueTask<IReadOnlyList<SkillScore>> ScoresAsync(ISkillEvaluator evaluator, SkillEvaluation evaluation, CancellationToken cancellationToken)
    {
        try
        {
            return await evaluator.EvaluateAsync(evaluation, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            return [new(evaluator.Name, 0, Passed: false, $"The evaluator failed: {e.Message}")];
        }
    }

    private static SkillTestFinding Finding(string name, string expected, string got, SkillTestFindingKind kind) =>
        new() { Kind = kind, Check = name, Expected = expected, Got = got };
}
