using System.Text.Json;
using Skills.Engine.Evaluation.Cassettes;
using Skills.Engine.Evaluation.Models;

namespace Skills.Engine.Evaluation.Running;

/// <summary>Executes a case once, within the money of the test run.</summary>
internal sealed class CaseExecutor(ISkillExecutionEngine engine, TestConversation conversation, CallFactory calls, RunBudget budget, DateTimeOffset startedAt)
{
    private int _tenants;

    /// <summary>Executes the case and hands the outcome on while the call is still the current one, so that judges belong to it too.</summary>
    /// <returns>The run; null when it could exceed the budget.</returns>
    /// <exception cref="CassetteException">The cassette cannot be read.</exception>
    public async Task<SkillTestRun?> RunAsync(PlannedTest test, int number, Func<RunOutcome, Task<(SkillTestRun Run, Cost Spent)>> finish, CancellationToken cancellationToken)
    {
        var (call, cassette, path) = calls.Make(test, number);
        if (call is { Mode: AnswerMode.Replay } && cassette is not null)
        {
            var replayed = await OnceAsync(test, call, result => finish(new(result, call, cassette, path)), cancellationToken).ConfigureAwait(false);
            if (!call.Missed || !calls.Records)
            {
                return replayed.Run;
            }

            call = calls.Live(test, number);
        }

        return call.Mode == AnswerMode.Live
            ? await PaidAsync(test, call, result => finish(new(result, call, null, call.Records ? path : null)), cancellationToken).ConfigureAwait(false)
            : (await OnceAsync(test, call, result => finish(new(result, call, null, null)), cancellationToken).ConfigureAwait(false)).Run;
    }

    private async Task<SkillTestRun?> PaidAsync(PlannedTest test, TestCall call, Func<SkillResult, Task<(SkillTestRun, Cost)>> finish, CancellationToken cancellationToken)
    {
        var worst = budget.HasLimit && call.Script.Count == 0 ? await WorstAsync(test, call, cancellationToken).ConfigureAwait(false) : 0;
        if (!budget.Reserve(worst))
        {
            return null;
        }

        var spent = new Cost(0, CostKind.AtLeast);
        try
        {
            var (run, cost) = await OnceAsync(test, call, finish, cancellationToken).ConfigureAwait(false);
            spent = cost;
            return run;
        }
        finally
        {
            budget.Book(worst, spent);
        }
    }

    private Task<(SkillTestRun Run, Cost Spent)> OnceAsync(PlannedTest test, TestCall call, Func<SkillResult, Task<(SkillTestRun, Cost)>> finish, CancellationToken cancellationToken) =>
        conversation.RunAsync(call, async () =>
        {
            var context = ContextOf(test, call);
            var result = await engine.ExecuteAsync(test.Skill, test.Case.Input, context, cancellationToken).ConfigureAwait(false);
            if (Expects(test.Case, "cache", "hit") && !result.CacheHit)
            {
                result = await engine.ExecuteAsync(test.Skill, test.Case.Input, context, cancellationToken).ConfigureAwait(false);
            }

            return await finish(result).ConfigureAwait(false);
        });

    // Without a variant the skill itself runs, never a drawn one. The cache is used only by cases about it, each with its own entries.
    private SkillExecutionContext ContextOf(PlannedTest test, TestCall call) => new()
    {
        Model = call.Mode == AnswerMode.Live && call.Script.Count == 0 ? test.Target.Model : null,
        Variant = test.Variant,
        CacheMode = test.Case.Expect.Any(static e => e.ValueKind == JsonValueKind.Object && (e.TryGetProperty("cache", out _) || e.TryGetProperty("not-cache", out _)))
            ? CacheMode.Default
            : CacheMode.Bypass,
        TenantId = FormattableString.Invariant($"skills-test-{startedAt.Ticks}-{Interlocked.Increment(ref _tenants)}"),
    };

    private async Task<decimal?> WorstAsync(PlannedTest test, TestCall call, CancellationToken cancellationToken)
    {
        try
        {
            return (await engine.EstimateAsync(test.Skill, test.Case.Input, ContextOf(test, call), cancellationToken).ConfigureAwait(false)).WorstUsd;
        }
        catch (SkillExecutionException)
        {
            // It will fail before a model is asked.
            return 0;
        }
    }

    private static bool Expects(SkillTestCase test, string word, string value) => test.Expect.Any(e =>
        e.ValueKind == JsonValueKind.Object && e.TryGetProperty(word, out var wanted)
        && (wanted.ValueKind == JsonValueKind.True || (wanted.ValueKind == JsonValueKind.String && wanted.GetString() == value)));
}
