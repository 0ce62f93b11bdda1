using System.Text.Json;
using Skills.Engine.Execution;

namespace Skills.Engine;

public sealed partial class SkillExecutionEngine
{
    // Steps 5 to 8 of a composed skill: in place of a model it asks other skills.
    private async Task<SkillResult> ComposeAsync(SkillRun run, CacheLookup cached, CancellationToken cancellationToken)
    {
        run.Enter(SkillStep.InvokeModel);
        var composed = await _composition.RunAsync(run.Skill, run.Inputs!.Value, run.Context, run.ExecutionId, RunChildAsync, cancellationToken).ConfigureAwait(false);
        run.Children = composed.Children;
        run.Warnings.AddRange(composed.Warnings);
        if (composed.Outputs is not { } outputs)
        {
            return run.Fail(composed.Errors);
        }

        run.Enter(SkillStep.ValidateOutput);
        var reply = new ModelReply { Text = outputs.GetRawText() };
        var output = _outputs.Validate(run.Skill, reply);
        RuleCheck? rules = null;
        if (output.IsValid)
        {
            run.Enter(SkillStep.RunRules);
            rules = await _rules.ExecuteAsync(run.Skill, run.Inputs!.Value, output.Value!.Value, run.Context, cancellationToken).ConfigureAwait(false);
        }

        run.Take(new(reply, output, rules));
        if (!output.IsValid || rules is { Errors.Count: > 0 })
        {
            return run.Fail(output.IsValid ? rules!.Errors : output.Errors);
        }

        run.Enter(SkillStep.StoreResult);
        await cached.StoreAsync(run.ToStore(), cancellationToken).ConfigureAwait(false);
        return run.Succeed();

        async Task<SkillResult> RunChildAsync(Skill skill, JsonElement inputs, SkillExecutionContext context, CancellationToken token)
        {
            var child = await ExecuteAsync(skill, inputs, context, observer: null, token).ConfigureAwait(false);
            run.AddChild(child);
            return child;
        }
    }
}
