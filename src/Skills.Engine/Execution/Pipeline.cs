using System.Runtime.CompilerServices;
using Skills.Engine.Caching;
using Skills.Engine.Inputs;
using Skills.Engine.Rules;

namespace Skills.Engine.Execution;

/// <summary>The eight steps, in their order.</summary>
internal sealed class Pipeline(InputGate inputs, SkillCache cache, AnswerSources sources, ValidationRuleExecutor rules)
{
    /// <summary>Runs an execution. A background refresh starts with step 3; a composed skill leaves out steps 3 and 4.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<SkillResult> RunAsync(SkillRun run, CancellationToken cancellationToken)
    {
        if (run.Enters(SkillStep.ValidateInput) && inputs.Validate(run) is { Count: > 0 } refused)
        {
            return run.Fail(refused);
        }

        if (run.Enters(SkillStep.LookUpCache))
        {
            run.Take(await cache.LookUpAsync(sources.CacheRequestOf(run), cancellationToken).ConfigureAwait(false));
            if (run.Cached is { Hit: { } hit } found)
            {
                return run.Serve(hit, found.IsStale);
            }
        }

        var source = sources.For(run);
        if (run.Enters(SkillStep.RenderPrompt))
        {
            source.RenderPrompt(cancellationToken);
        }

        if (run.Enters(SkillStep.SelectModel) && await source.SelectModelAsync(cancellationToken).ConfigureAwait(false) is { } refusal)
        {
            return run.ServeStaleFallback() ?? run.Fail(refusal);
        }

        Answer answer;
        do
        {
            run.Enter(SkillStep.InvokeModel);
            answer = await source.InvokeModelAsync(cancellationToken).ConfigureAwait(false);

            if (answer.IsGiven && run.Enters(SkillStep.ValidateOutput))
            {
                answer = answer with { Output = source.ValidateOutput(answer) };
            }

            if (answer.Output is { IsValid: true, Value: { } output } && run.Enters(SkillStep.RunRules))
            {
                answer = answer with { Rules = await rules.ExecuteAsync(new(run.Skill, run.Inputs, output, default, run.Start.Context) { Spending = run.Result }, cancellationToken).ConfigureAwait(false) };
            }
        }
        while (source.AsksAgain(answer));

        if (run.ServeStaleFallback() is { } stale)
        {
            return stale;
        }

        if (source.Errors.Count == 0)
        {
            run.Enter(SkillStep.StoreResult);
        }

        // Some refusals are kept too; see KeepRules.
        if (run.Cached is { Ticket: not null } lookup)
        {
            await lookup.StoreAsync(run.ToStore(source.Errors), cancellationToken).ConfigureAwait(false);
        }

        return run.End(source.Errors);
    }
}
