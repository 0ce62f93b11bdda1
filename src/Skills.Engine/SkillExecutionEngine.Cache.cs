namespace Skills.Engine;

public sealed partial class SkillExecutionEngine
{
    /// <summary>Hits, misses, stale and coalesced answers, and what the cache saved, since the start of this process.</summary>
    public SkillCacheStatistics CacheStatistics => _cache.Statistics;

    /// <summary>Makes cached results unfit to be served, in every process that shares the store, within the bound of <see cref="SkillCacheOptions"/>.</summary>
    /// <param name="what">Which results.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>False when the shared store could not be told; this process forgets all the same.</returns>
    public ValueTask<bool> InvalidateCacheAsync(CacheInvalidation what, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(what);
        return _cache.InvalidateAsync(what, cancellationToken);
    }

    /// <summary>Makes the cached results of one skill unfit to be served, in all its versions and for all tenants.</summary>
    /// <param name="skillId">The skill's id, literally: no wildcards.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>False when the shared store could not be told; this process forgets all the same.</returns>
    public ValueTask<bool> InvalidateCacheAsync(string skillId, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(skillId);
        return _cache.InvalidateAsync(new() { SkillId = skillId }, cancellationToken);
    }

    /// <summary>Says what the cache key of an execution is made of. Two explanations tell which part keeps them apart.</summary>
    /// <param name="skill">The skill.</param>
    /// <param name="inputs">As for <see cref="ExecuteAsync(Skill, object?, SkillExecutionContext?, CancellationToken)"/>.</param>
    /// <param name="context">Who asks; null for nobody in particular.</param>
    /// <exception cref="SkillInputValidationException">The inputs are not valid, so there is no key.</exception>
    public CacheKeyExplanation ExplainCacheKey(Skill skill, object? inputs = null, SkillExecutionContext? context = null)
    {
        ArgumentNullException.ThrowIfNull(skill);

        var run = NewRun(skill, context, observer: null);
        run.Enter(SkillStep.ValidateInput);
        var input = _inputs.Validate(run.Skill, inputs);
        run.Inputs = input.Value;
        return input.Errors.Count == 0
            ? _cache.ExplainKey(CacheRequestOf(run))
            : throw new SkillInputValidationException(run.Fail(input.Errors));
    }
}
