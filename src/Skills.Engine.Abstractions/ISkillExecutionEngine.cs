using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Skills.Engine.Typed;

namespace Skills.Engine;

/// <summary>Runs skills. <c>SkillExecutionEngine</c> is the implementation; take the interface where a test replaces it. Thread-safe.</summary>
/// <remarks>Every failure of a skill is in the result. Only misuse and the caller's own cancellation are thrown.</remarks>
public interface ISkillExecutionEngine
{
    /// <summary>Gets the skills that can be run by name.</summary>
    ISkillCatalog Catalog { get; }

    /// <summary>Gets hits, misses, stale and coalesced answers, and the savings of the cache, since the start of this process.</summary>
    SkillCacheStatistics CacheStatistics { get; }

    /// <summary>Runs a skill through all eight steps.</summary>
    /// <param name="skill">The skill. Keep the instance: what is compiled from it is kept with it.</param>
    /// <param name="inputs">An anonymous object, record, dictionary, <c>JsonNode</c>, <see cref="JsonElement"/> or <see cref="SkillInputs"/>; null for none.</param>
    /// <param name="context">The caller; null when anonymous.</param>
    /// <param name="cancellationToken">Ends the execution and the call to the provider.</param>
    /// <returns>The result, also of a failure.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="skill"/> is null.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was canceled.</exception>
    Task<SkillResult> ExecuteAsync(Skill skill, object? inputs = null, SkillExecutionContext? context = null, CancellationToken cancellationToken = default);

    /// <summary>Runs a skill of the catalog.</summary>
    /// <param name="skillName"><c>name</c>, <c>name@version</c>, <c>name@range</c> or a configured label.</param>
    /// <param name="inputs">As for <see cref="ExecuteAsync(Skill, object?, SkillExecutionContext?, CancellationToken)"/>.</param>
    /// <param name="context">The caller; null when anonymous.</param>
    /// <param name="cancellationToken">Ends the execution.</param>
    /// <returns>The result; with the code <c>skill.not_found</c> when there is no such skill.</returns>
    /// <exception cref="ArgumentException"><paramref name="skillName"/> is null or empty.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was canceled.</exception>
    Task<SkillResult> ExecuteAsync(string skillName, object? inputs = null, SkillExecutionContext? context = null, CancellationToken cancellationToken = default);

    /// <summary>Runs a skill and reads its outputs as <typeparamref name="TOutput"/>.</summary>
    /// <inheritdoc cref="ExecuteAsync(Skill, object?, SkillExecutionContext?, CancellationToken)"/>
    /// <returns>The result; with the code <c>output.type</c> when the outputs are valid but do not fit the type.</returns>
    [RequiresUnreferencedCode(ReflectionDoor.Message)]
    [RequiresDynamicCode(ReflectionDoor.Message)]
    Task<SkillResult<TOutput>> ExecuteAsync<TOutput>(Skill skill, object? inputs = null, SkillExecutionContext? context = null, CancellationToken cancellationToken = default);

    /// <summary>Runs a skill of the catalog and reads its outputs as <typeparamref name="TOutput"/>.</summary>
    /// <inheritdoc cref="ExecuteAsync(string, object?, SkillExecutionContext?, CancellationToken)"/>
    /// <returns>The result; with the code <c>output.type</c> when the outputs are valid but do not fit the type.</returns>
    [RequiresUnreferencedCode(ReflectionDoor.Message)]
    [RequiresDynamicCode(ReflectionDoor.Message)]
    Task<SkillResult<TOutput>> ExecuteAsync<TOutput>(string skillName, object? inputs = null, SkillExecutionContext? context = null, CancellationToken cancellationToken = default);

    /// <summary>Goes on with an execution that ended with <see cref="ExecutionStatus.ToolCallsPending"/>, once the host has run its tools.</summary>
    /// <remarks>The pending result may have been stored as JSON. Limits, usage and cost count over both parts. Each part has its own time limit. The result is not cached.</remarks>
    /// <param name="skill">The skill that ran, unchanged.</param>
    /// <param name="pending">The result of the first part, with its inputs and messages. Its context is kept.</param>
    /// <param name="results">One for each of its calls with the status <see cref="SkillToolStatus.NotHandled"/>.</param>
    /// <param name="cancellationToken">Ends the execution and the call to the provider.</param>
    /// <returns>The result of the whole. It can be pending again. With the code <c>tools.skill_changed</c> when the skill is not the one that ran.</returns>
    /// <exception cref="ArgumentException"><paramref name="pending"/> does not wait for tools, or <paramref name="results"/> are not those of its calls.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was canceled.</exception>
    Task<SkillResult> ResumeAsync(Skill skill, SkillResult pending, IReadOnlyList<ModelToolResult> results, CancellationToken cancellationToken = default);

    /// <summary>Runs a skill and yields its events as they happen. Leaving the loop early cancels the execution.</summary>
    /// <inheritdoc cref="ExecuteAsync(Skill, object?, SkillExecutionContext?, CancellationToken)"/>
    /// <returns>Steps, text, partial values and attempts, and at the end the result.</returns>
    IAsyncEnumerable<SkillEvent> StreamAsync(Skill skill, object? inputs = null, SkillExecutionContext? context = null, CancellationToken cancellationToken = default);

    /// <summary>Runs a skill of the catalog and yields its events as they happen.</summary>
    /// <inheritdoc cref="ExecuteAsync(string, object?, SkillExecutionContext?, CancellationToken)"/>
    /// <returns>Steps, text, partial values and attempts, and at the end the result.</returns>
    IAsyncEnumerable<SkillEvent> StreamAsync(string skillName, object? inputs = null, SkillExecutionContext? context = null, CancellationToken cancellationToken = default);

    /// <summary>Runs steps 1 and 3 only: validates the inputs and renders the messages. No model is called and nothing is cached.</summary>
    /// <param name="skill">The skill.</param>
    /// <param name="inputs">As for <see cref="ExecuteAsync(Skill, object?, SkillExecutionContext?, CancellationToken)"/>.</param>
    /// <returns>A result with <see cref="SkillResult.RenderedPrompt"/> and <see cref="SkillResult.Messages"/>, or with errors.</returns>
    SkillResult Render(Skill skill, object? inputs = null);

    /// <summary>Estimates the cost of an execution without calling a model: runs steps 1, 3 and 4.</summary>
    /// <param name="skill">The skill.</param>
    /// <param name="inputs">As for <see cref="ExecuteAsync(Skill, object?, SkillExecutionContext?, CancellationToken)"/>.</param>
    /// <param name="context">The caller; null when anonymous.</param>
    /// <param name="cancellationToken">Ends the estimate.</param>
    /// <returns>The estimate; without a model when none fits, and then its routing says why. Of a composed skill only the ceiling <c>limits.maxCostUsd</c> is known.</returns>
    /// <exception cref="SkillExecutionException">The inputs are not valid, or the template cannot be rendered.</exception>
    Task<CostEstimate> EstimateAsync(Skill skill, object? inputs = null, SkillExecutionContext? context = null, CancellationToken cancellationToken = default);

    /// <summary>Records a person's rating of a result, so that the router learns from it.</summary>
    /// <param name="feedback">The rating.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>False when the execution is not remembered and the feedback does not name its model, provider and category.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The rating is not from 0 to 1.</exception>
    ValueTask<bool> RecordFeedbackAsync(SkillFeedback feedback, CancellationToken cancellationToken = default);

    /// <summary>Invalidates cached results, in every process that shares the store, within the bound of <see cref="SkillCacheOptions"/>.</summary>
    /// <param name="what">Which results.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>False when the shared store could not be notified; this process forgets all the same.</returns>
    ValueTask<bool> InvalidateCacheAsync(CacheInvalidation what, CancellationToken cancellationToken = default);

    /// <summary>Invalidates the cached results of one skill, in all its versions and for all tenants.</summary>
    /// <param name="skillId">The skill's id, literally: no wildcards.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>False when the shared store could not be notified; this process forgets all the same.</returns>
    ValueTask<bool> InvalidateCacheAsync(string skillId, CancellationToken cancellationToken = default);

    /// <summary>Finds the cached result of a call. No model is called, and nothing is waited for but the store.</summary>
    /// <param name="skill">The skill.</param>
    /// <param name="inputs">As for <see cref="ExecuteAsync(Skill, object?, SkillExecutionContext?, CancellationToken)"/>.</param>
    /// <param name="context">The caller; null when anonymous. Its cache mode is read as <see cref="CacheMode.ReadOnly"/>.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The result as the call would return it, with <see cref="SkillResult.CacheHit"/>; null when there is none. It is not logged as an execution.</returns>
    /// <exception cref="SkillInputValidationException">The inputs are not valid.</exception>
    Task<SkillResult?> FindCachedAsync(Skill skill, object? inputs = null, SkillExecutionContext? context = null, CancellationToken cancellationToken = default);

    /// <summary>Explains the cache key of an execution. Two explanations show which part keeps their keys apart.</summary>
    /// <param name="skill">The skill.</param>
    /// <param name="inputs">As for <see cref="ExecuteAsync(Skill, object?, SkillExecutionContext?, CancellationToken)"/>.</param>
    /// <param name="context">The caller; null when anonymous.</param>
    /// <exception cref="SkillInputValidationException">The inputs are not valid, so there is no key.</exception>
    CacheKeyExplanation ExplainCacheKey(Skill skill, object? inputs = null, SkillExecutionContext? context = null);
}
