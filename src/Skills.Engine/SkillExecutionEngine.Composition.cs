using System.Text.Json;
using Skills.Engine.Execution;
using Skills.Engine.Models;

namespace Skills.Engine;

public sealed partial class SkillExecutionEngine
{
    // Steps 5 to 8 of a skill that runs other skills: each child is an execution of its own, with its own eight steps.
    private async Task<SkillResult> ComposeAsync(SkillRun run, CacheLookup cached, CancellationToken cancellationToken)
    {
        run.Enter(SkillStep.InvokeModel);
        var composed = await _compositions.RunAsync(
            run.Skill,
            run.Inputs!.Value,
            run.Context,
            run.ExecutionId,
            (skill, inputs, context, token) => ExecuteAsync(skill, inputs, context, observer: null, token),
            cancellationToken).ConfigureAwait(false);
        run.Take(composed);
        if (composed.Errors.Count > 0)
        {
            return run.Fail(composed.Errors);
        }

        run.Enter(SkillStep.ValidateOutput);
        var output = _outputs.ValidateValue(run.Skill, composed.Outputs!.Value);
        run.Outputs = output.Value;
        if (!output.IsValid)
        {
            return run.Fail(output.Errors);
        }

        run.Enter(SkillStep.RunRules);
        var rules = await _rules.ExecuteAsync(run.Skill, run.Inputs.Value, output.Value!.Value, run.Context, cancellationToken).ConfigureAwait(false);
        run.Take(rules);
        if (rules.Errors.Count > 0)
        {
            return run.Fail(rules.Errors);
        }

        run.Enter(SkillStep.StoreResult);
        if (cached.TakesResult)
        {
            await cached.StoreAsync(run.ToStore(), cancellationToken).ConfigureAwait(false);
        }

        return run.Succeed();
    }

    // Step 5: one model after another, or several at once where the skill says so; a re-ask goes to one, and so does a judge.
    private Task<ModelInvocationResult> InvokeAsync(SkillRun run, ModelInvocation ask, CancellationToken cancellationToken) =>
        run.Skill.ModelPreferences.Parallel is { } parallel && ask.Reason == ModelInvocation.First && !run.IsJudge
            ? InvokeSeveralAsync(run, ask, parallel, cancellationToken)
            : _invoker.InvokeAsync(ask, cancellationToken);

    private Task<ModelInvocationResult> InvokeSeveralAsync(SkillRun run, ModelInvocation ask, ParallelPreferences parallel, CancellationToken cancellationToken) =>
        _parallel.InvokeAsync(
            new()
            {
                Invocation = ask,
                Preferences = parallel,
                Read = reply => _outputs.Validate(run.Skill, reply),
                Judge = parallel.JudgeSkill is { } judge ? (answers, token) => JudgeAsync(run, judge, answers, token) : null,
            },
            cancellationToken);

    // The judge is an execution of its own, within what the judged one has left of time and money.
    private async Task<int?> JudgeAsync(SkillRun run, string judge, IReadOnlyList<JsonElement> answers, CancellationToken cancellationToken)
    {
        if (_catalog.Find(judge) is not { } skill)
        {
            run.Warn([$"The skill '{judge}', which should judge, is not in the catalog.{_catalog.HintFor(judge)} The answer of the model ranked highest was taken."]);
            return null;
        }

        var left = run.Deadline - _time.GetUtcNow();
        var money = run.Skill.Limits.MaxCostUsd - run.Attempts.BookedUsd;
        var judging = NewRun(
            money is null || skill.Limits.MaxCostUsd <= money ? skill : skill with { Limits = skill.Limits with { MaxCostUsd = Math.Max(0, money.Value) } },
            run.Context with { Model = null, Variant = null, Tools = null, ParentExecutionId = run.ExecutionId, Timeout = left > TimerGrain ? left : TimerGrain },
            observer: null);
        judging.IsJudge = true;
        var verdict = await CompleteAsync(judging, new { answers }, refreshes: null, cancellationToken).ConfigureAwait(false);
        run.TakeVerdict(verdict);
        if (verdict is { IsSuccess: true, Outputs: { ValueKind: JsonValueKind.Object } outputs }
            && outputs.TryGetProperty("best", out var best)
            && best.ValueKind is JsonValueKind.Number
            && best.TryGetInt32(out var index)
            && index >= 0 && index < answers.Count)
        {
            return index;
        }

        run.Warn([$"The skill '{judge}', which should judge, gave no index of an answer as 'best'. The answer of the model ranked highest was taken."]);
        return null;
    }
}
