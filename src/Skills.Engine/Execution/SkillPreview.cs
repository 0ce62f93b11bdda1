using Skills.Engine.Caching;

namespace Skills.Engine.Execution;

/// <summary>Looks at an execution without running it: its prompt, its cost and its cache key. No model is called, nothing is stored.</summary>
internal sealed class SkillPreview(EngineParts parts, SkillRunner runner)
{
    /// <summary>Runs steps 1 and 3.</summary>
    public SkillResult Render(Skill skill, object? inputs)
    {
        var run = runner.NewRun(new(skill, inputs, Context: null));
        try
        {
            run.Enter(SkillStep.ValidateInput);
            if (runner.Gate.ValidateInputs(run) is { Count: > 0 } errors)
            {
                return run.Fail(errors);
            }

            run.Enter(SkillStep.RenderPrompt);
            run.Result.Prompt = parts.Renderer.Render(skill, run.Inputs, CancellationToken.None);
            return run.End([]);
        }
        catch (PromptRenderException problem)
        {
            return run.Fail(problem.Code, problem.Message, problem.Place);
        }
    }

    /// <summary>Runs steps 1, 3 and 4.</summary>
    public async Task<CostEstimate> EstimateAsync(RunRequest request, CancellationToken cancellationToken)
    {
        var run = runner.NewRun(request);
        if (run.Skill.Composition is not null)
        {
            return EstimateSteps(run);
        }

        var rendered = Render(run.Skill, request.Inputs).EnsureSuccess();
        run.Result.Prompt = new(rendered.Messages);
        var route = await parts.Router.RouteAsync(AnswerSources.RoutingRequestOf(run, parts), cancellationToken).ConfigureAwait(false);
        return parts.Costs.Estimate(run.Skill, route.Candidates, run.EstimatedInputTokens) with { Routing = route.Explanation };
    }

    /// <summary>Says what the cache key is made of.</summary>
    public CacheKeyExplanation ExplainCacheKey(RunRequest request)
    {
        var run = runner.NewRun(request);
        ValidateInputs(run);
        return parts.Cache.ExplainKey(runner.Sources.CacheRequestOf(run));
    }

    /// <summary>Runs steps 1 and 2, without waiting for another caller's work.</summary>
    public async Task<SkillResult?> FindCachedAsync(RunRequest request, CancellationToken cancellationToken)
    {
        var run = runner.NewRun(request);
        ValidateInputs(run);
        run.Enter(SkillStep.LookUpCache);
        var wanted = runner.Sources.CacheRequestOf(run);
        var lookup = await parts.Cache.LookUpAsync(wanted with { Context = wanted.Context with { CacheMode = CacheMode.ReadOnly }, Embeddings = null }, cancellationToken).ConfigureAwait(false);
        await using (lookup.ConfigureAwait(false))
        {
            run.Result.CacheKey = lookup.Key;
            return lookup.Hit is { } hit ? run.Serve(hit, lookup.IsStale) : null;
        }
    }

    // What a step is asked depends on the answers of the steps before it, so only the ceiling is known.
    private CostEstimate EstimateSteps(SkillRun run)
    {
        ValidateInputs(run);
        return new() { HighUsd = run.Skill.Limits.MaxCostUsd, WorstUsd = run.Skill.Limits.MaxCostUsd };
    }

    private void ValidateInputs(SkillRun run)
    {
        run.Enter(SkillStep.ValidateInput);
        if (runner.Gate.ValidateInputs(run) is { Count: > 0 } errors)
        {
            run.Fail(errors).EnsureSuccess();
        }
    }
}
