using Skills.Engine.Evaluation.Cassettes;
using Skills.Engine.Evaluation.Expectations;
using Skills.Engine.Evaluation.Models;
using Skills.Engine.Evaluation.Snapshots;

namespace Skills.Engine.Evaluation.Running;

/// <summary>Runs a case once, checks its expectations and keeps what was recorded.</summary>
internal sealed class CaseRunner(ISkillExecutionEngine engine, SkillTestOptions options, TestPlan plan, CaseExecutor executor, CassetteStore cassettes, SnapshotStore snapshots, StaleList stale, TimeProvider time)
{
    // Failures of a provider say nothing about the skill, unless it refused the content.
    private static readonly string[] OfTheSkill = ["model.content_policy", "model.context_window", "model.none_available"];

    /// <summary>Runs the case.</summary>
    /// <returns>The run; null when the budget does not allow it.</returns>
    /// <exception cref="OperationCanceledException">The token was canceled.</exception>
    public async Task<SkillTestRun?> RunAsync(PlannedTest test, int number, CancellationToken cancellationToken)
    {
        try
        {
            return await executor.RunAsync(test, number, outcome => FinishAsync(test, number, outcome, cancellationToken), cancellationToken).ConfigureAwait(false);
        }
        catch (CassetteException wrong)
        {
            return new() { Number = number, Passed = false, Findings = [OfCassette(test, wrong.Message)] };
        }
    }

    private async Task<(SkillTestRun Run, Cost Spent)> FinishAsync(PlannedTest test, int number, RunOutcome outcome, CancellationToken cancellationToken)
    {
        var services = new RunServices(engine, snapshots, test.Definition, outcome.Call, options.JudgeModel);
        var seen = Observe(test, number, outcome);
        var (findings, score) = await CheckAsync(seen, services, outcome, cancellationToken).ConfigureAwait(false);
        if (outcome.Call.Missed)
        {
            // Whatever holds of the failure that a missing answer causes, holds by chance.
            (findings, score) = ([Missed(test, outcome)], 0);
        }

        var spent = outcome.Result.Cost + services.Cost;
        var failed = ProviderFailed(outcome);
        if (outcome.Call is { Records: true, Answers.Count: > 0 } && !failed)
        {
            cassettes.Write(outcome.CassettePath!, Recording(test, number, outcome));
        }

        return (RunOf(seen, outcome, findings, score, spent, failed), outcome.Call.Live > 0 ? spent : Cost.Zero);
    }

    private async Task<(IReadOnlyList<SkillTestFinding> Findings, double Score)> CheckAsync(TestObservation seen, RunServices services, RunOutcome outcome, CancellationToken cancellationToken)
    {
        var (findings, scores) = await new ExpectationChecker(services).CheckAsync(seen, cancellationToken).ConfigureAwait(false);
        var (more, others) = await Evaluators.RunAsync(options.Evaluators, new(seen.Skill, seen.Case, seen.Result), outcome.Call.Mode == AnswerMode.Live, cancellationToken).ConfigureAwait(false);
        return ([.. findings, .. more], scores.Concat(others).DefaultIfEmpty(1).Average());
    }

    private static TestObservation Observe(PlannedTest test, int number, RunOutcome outcome) => new()
    {
        Result = outcome.Result,
        Skill = test.Skill,
        Case = test.Case,
        Number = number,
        Source = outcome.Source,
        Model = outcome.Cassette is { } known ? known.Model : outcome.Result.ModelId is TestConversation.Provider ? null : outcome.Result.ModelId,
        Cost = outcome.Cassette is { } priced ? new(priced.CostUsd, priced.CostKind) : outcome.Result.Cost,
        LatencyMs = outcome.Cassette?.LatencyMs ?? outcome.Result.LatencyMs,
    };

    private SkillTestRun RunOf(TestObservation seen, RunOutcome outcome, IReadOnlyList<SkillTestFinding> findings, double score, Cost spent, bool failed)
    {
        var (result, redactor) = (outcome.Result, outcome.Call.Redactor);
        return new()
        {
            Number = seen.Number,
            Passed = findings.All(static f => f.Kind == SkillTestFindingKind.NotChecked),
            Score = score,
            Source = seen.Source,
            Status = result.Status,
            Errors = [.. result.Errors.Select(e => $"{e.Code}: {redactor.Text(Shown.Cut(e.Message))}")],
            ProviderFailed = failed,
            Findings = [.. findings.Select(f => f with { Expected = redactor.Text(f.Expected), Got = redactor.Text(f.Got), File = plan.Relative(f.File) })],
            Output = result.Outputs is { } outputs ? Cut(redactor.Json(outputs)) : null,
            Prompt = result.RenderedPrompt is { } prompt ? Cut(redactor.Text(prompt)) : null,
            Model = seen.Model,
            Variant = result.Variant,
            Attempts = seen.Attempts,
            Repairs = [.. result.Edits.Select(static e => $"{e.Path} {e.Name}".Trim())],
            LatencyMs = Math.Round(seen.LatencyMs, 1),
            Cost = outcome.Call.Live > 0 ? spent : Cost.Zero,
            RecordedCost = outcome.Cassette is null ? null : seen.Cost,
            TokensInput = result.TokensInput,
            TokensOutput = result.TokensOutput,
            Cassette = outcome.Source is SkillTestSource.Replay || outcome.Call is { Records: true, Answers.Count: > 0 } ? plan.Relative(outcome.CassettePath) : null,
        };
    }

    private string Cut(string text) => text.Length <= options.MaxTextLength ? text : string.Concat(text.AsSpan(0, options.MaxTextLength), "…");

    // An open circuit fails a run before any model is asked.
    private static bool ProviderFailed(RunOutcome outcome) =>
        (outcome.Call.Live > 0 || outcome.Call is { Mode: AnswerMode.Live, Scripted: 0 })
        && !outcome.Result.IsSuccess
        && outcome.Result.Errors.Any(static e => e.Code.StartsWith("model.", StringComparison.Ordinal) && !OfTheSkill.Contains(e.Code));

    private SkillTestFinding Missed(PlannedTest test, RunOutcome outcome)
    {
        if (outcome.Cassette is null)
        {
            return OfCassette(test, $"There is no cassette. Record it: {TestCommand.Of(test, options, "--record missing")}");
        }

        const string Reason = "The request differs from the recorded one: the prompt, the inputs, the schema or an option changed.";
        stale.Add(plan.Relative(outcome.CassettePath)!, Reason);
        return OfCassette(test, $"The cassette is stale. {Reason} Record it again: {TestCommand.Of(test, options, "--record all")}");
    }

    private SkillTestFinding OfCassette(PlannedTest test, string message) => new()
    {
        Kind = SkillTestFindingKind.Cassette,
        Check = "cassette",
        Expected = "a cassette that fits",
        Got = message,
        File = plan.Relative(test.Case.File),
        Line = test.Case.Line,
    };

    private Cassette Recording(PlannedTest test, int number, RunOutcome outcome) => new()
    {
        Skill = test.Skill.Slug,
        SkillVersion = test.Skill.Version,
        Case = test.Case.Name,
        Repeat = number,
        Target = test.TargetName,
        RecordedAt = time.GetUtcNow(),
        Model = outcome.Result.ModelId is TestConversation.Provider ? null : outcome.Result.ModelId,
        CostUsd = outcome.Result.Cost.Usd,
        CostKind = outcome.Result.Cost.Kind,
        LatencyMs = Math.Round(outcome.Result.LatencyMs, 1),
        Answers = outcome.Call.Answers,
    };
}
