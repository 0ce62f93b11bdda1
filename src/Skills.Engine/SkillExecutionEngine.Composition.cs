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

    // Step 5: one model after another, or several at once where the skill says so; a re-ask goes to one.
    private Task<ModelInvocationResult> InvokeAsync(ModelInvocation ask, CancellationToken cancellationToken) =>
        ask.Skill.ModelPreferences.Parallel is { } parallel && ask.Reason == ModelInvocation.First && ask.OnDelta is null
            ? _parallel.InvokeAsync(
                new()
                {
                    Invocation = ask,
                    Preferences = parallel,
                    Read = reply => _outputs.Validate(ask.Skill, reply) is { IsValid: true, Value: { } value } ? value : null,
                    Judge = parallel.JudgeSkill is { } judge ? (answers, token) => JudgeAsync(judge, answers, ask.Context, token) : null,
                },
                cancellationToken)
            : _invoker.InvokeAsync(ask, cancellationToken);

    private async Task<int?> JudgeAsync(string judge, IReadOnlyList<JsonElement> answers, SkillExecutionContext context, CancellationToken cancellationToken)
    {
        var verdict = await ExecuteAsync(judge, new { answers }, context with { Model = null, Variant = null }, cancellationToken).ConfigureAwait(false);
        return verdict is { IsSuccess: true, Outputs: { ValueKind: JsonValueKind.Object } outputs }
            && outputs.TryGetProperty("best", out var best)
            && best.TryGetInt32(out var index)
            && index >= 0 && index < answers.Count
                ? index
                : null;
    }
}
