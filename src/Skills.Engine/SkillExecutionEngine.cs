using Microsoft.Extensions.Options;
using Skills.Engine.Caching;
using Skills.Engine.Execution;
using Skills.Engine.Inputs;
using Skills.Engine.Models;
using Skills.Engine.Outputs;
using Skills.Engine.Rules;

namespace Skills.Engine;

/// <summary>
/// Runs skills. One instance serves the whole host; thread-safe. Every failure of a skill is in the result; only misuse and
/// the caller's own cancellation are thrown.
/// </summary>
public sealed partial class SkillExecutionEngine
{
    private async Task<SkillResult> RunAsync(SkillRun run, object? given, CancellationToken cancellationToken)
    {
        run.Enter(SkillStep.ValidateInput);
        if (SkillReadiness.Refusal(run.Skill) is { } refusal)
        {
            return run.Fail(refusal);
        }

        if (_readiness.Get(run.Skill).Errors is { Count: > 0 } defects)
        {
            return run.Fail(defects);
        }

        if (run.Context.Variant is { } pinned && run.Variant is null)
        {
            return run.Fail("skill.variant_not_found", $"The skill '{run.Skill.Slug}' has no variant '{pinned}'.{Known(run.Skill)}");
        }

        var input = _inputs.Validate(run.Skill, given);
        run.Inputs = input.Value;
        if (input.Errors.Count > 0)
        {
            return run.Fail(input.Errors);
        }

        run.Enter(SkillStep.LookUpCache);
        var cached = await _cache.LookUpAsync(CacheRequestOf(run), cancellationToken).ConfigureAwait(false);
        run.TakeKey(cached);
        if (cached.Hit is { } hit)
        {
            await LetGoAsync(cached, run).ConfigureAwait(false);
            return run.FromCache(hit, cached.IsStale);
        }

        return await AnswerAsync(run, cached, cancellationToken).ConfigureAwait(false);
    }

    // Steps 3 to 8, also for a background refresh.
    private async Task<SkillResult> AnswerAsync(SkillRun run, CacheLookup cached, CancellationToken cancellationToken)
    {
        await using var letGo = cached.ConfigureAwait(false);
        if (run.Skill.Composition is not null)
        {
            return await ComposeAsync(run, cached, cancellationToken).ConfigureAwait(false);
        }

        run.Enter(SkillStep.RenderPrompt);
        run.Prompt = _renderer.Render(run.Skill, run.Inputs!.Value, cancellationToken);

        run.Enter(SkillStep.SelectModel);
        var route = await _router.RouteAsync(RoutingRequestOf(run), cancellationToken).ConfigureAwait(false);
        run.Routing = route.Explanation;
        if (route.Candidates.Count == 0)
        {
            return cached.StandIn() is { } older ? run.FromCache(older, isStale: true) : run.Fail("model.none_available", route.Explanation.Summary);
        }

        var admission = await AdmitAsync(run, route, cancellationToken).ConfigureAwait(false);
        await using var settled = admission.ConfigureAwait(false);
        if (admission.Refusal is { } refusal)
        {
            run.RetryAfter = admission.RetryAfter;
            return run.Fail(refusal);
        }

        var errors = await AskUntilValidAsync(run, FirstAsk(run, route, admission.Lease), cancellationToken).ConfigureAwait(false);
        if (errors.Count > 0)
        {
            return run.ProviderFailed && cached.StandIn() is { } stale
                ? run.FromCache(stale, isStale: true)
                : await FailAsync(run, cached, errors, cancellationToken).ConfigureAwait(false);
        }

        run.Enter(SkillStep.StoreResult);
        if (cached.TakesResult)
        {
            await cached.StoreAsync(run.ToStore(), cancellationToken).ConfigureAwait(false);
        }

        return run.Succeed();
    }

    // The cache keeps a refusal that would come again, where the host asked for it.
    private static async Task<SkillResult> FailAsync(SkillRun run, CacheLookup cached, IReadOnlyList<SkillError> errors, CancellationToken cancellationToken)
    {
        var failed = run.Fail(errors);
        await cached.StoreAsync(failed, cancellationToken).ConfigureAwait(false);
        return failed;
    }

    // Steps 5 to 7, and again while the answer is not valid and the skill's attempts, time and money allow.
    private async Task<IReadOnlyList<SkillError>> AskUntilValidAsync(SkillRun run, ModelInvocation ask, CancellationToken cancellationToken)
    {
        var best = new BestAnswer();
        ReaskPlan? plan = null;
        for (var attempt = 1; ; attempt++)
        {
            run.Enter(SkillStep.InvokeModel);
            var invoked = await InvokeAsync(run, ask, cancellationToken).ConfigureAwait(false);
            run.Model = invoked.Model;
            if (invoked.Reply is not { } reply)
            {
                run.ProviderFailed = true;
                run.RetryAfter = invoked.Error!.RetryAfter;
                return [ErrorOf(invoked)];
            }

            run.Enter(SkillStep.ValidateOutput);
            run.Warn(reply.Warnings);
            var output = invoked.Checked ?? _outputs.Validate(run.Skill, reply);
            output = plan?.Merge(output) ?? output;

            RuleCheck? rules = null;
            if (output.IsValid)
            {
                run.Enter(SkillStep.RunRules);
                rules = await _rules.ExecuteAsync(run.Skill, run.Inputs!.Value, output.Value!.Value, run.Context, cancellationToken).ConfigureAwait(false);
            }

            var answer = new Answer(reply, output, rules);
            ReportValidity(run, invoked, answer, isReask: attempt > 1);
            run.Take(best.Consider(answer));
            plan = answer.IsValid ? null : _reask.Plan(ReaskRequestOf(run, ask, answer, attempt, best));
            if (plan is null)
            {
                return best.Errors;
            }

            ask = AskAgain(ask, plan, invoked.Model);
        }
    }
}
