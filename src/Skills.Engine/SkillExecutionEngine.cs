using System.Diagnostics.CodeAnalysis;
using Skills.Engine.Execution;
using Skills.Engine.Typed;
using Skills.Json;

namespace Skills.Engine;

/// <summary>
/// Runs skills. One instance serves the whole host; thread-safe. Every failure of a skill is in the result; only misuse and
/// the caller's own cancellation are thrown.
/// </summary>
public sealed class SkillExecutionEngine : ISkillExecutionEngine, IAsyncDisposable, IDisposable
{
    private readonly EngineParts _parts;
    private readonly SkillRunner _runner;
    private readonly SkillPreview _preview;
    private readonly SkillStream _stream;
    private object? _owned;

    internal SkillExecutionEngine(EngineParts parts, SkillRunner runner, RouterReport routing)
    {
        Routing = routing;
        _parts = parts;
        _runner = runner;
        _preview = new(parts, runner);
        _stream = new(parts, runner);
    }

    /// <inheritdoc/>
    public SkillCatalog Catalog => _parts.Catalog;

    ISkillCatalog ISkillExecutionEngine.Catalog => _parts.Catalog;

    /// <inheritdoc/>
    public SkillCacheStatistics CacheStatistics => _parts.Cache.Statistics;

    /// <summary>Gets what the router knows: <see cref="RouterReport.Report"/> has latency, errors, cost, circuits and limits by provider.</summary>
    public RouterReport Routing { get; }

    /// <inheritdoc/>
    public Task<SkillResult> ExecuteAsync(Skill skill, object? inputs = null, SkillExecutionContext? context = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(skill);
        return _runner.ExecuteAsync(new(skill, inputs, context), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<SkillResult> ExecuteAsync(string skillName, object? inputs = null, SkillExecutionContext? context = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(skillName);
        return _runner.ExecuteAsync(skillName, inputs, context, cancellationToken);
    }

    /// <inheritdoc/>
    [RequiresUnreferencedCode(ReflectionDoor.Message)]
    [RequiresDynamicCode(ReflectionDoor.Message)]
    public async Task<SkillResult<TOutput>> ExecuteAsync<TOutput>(Skill skill, object? inputs = null, SkillExecutionContext? context = null, CancellationToken cancellationToken = default) =>
        TypedResult.Read<TOutput>(await ExecuteAsync(skill, inputs, context, cancellationToken).ConfigureAwait(false), TypedReader.For(TypedJson.Default));

    /// <inheritdoc/>
    [RequiresUnreferencedCode(ReflectionDoor.Message)]
    [RequiresDynamicCode(ReflectionDoor.Message)]
    public async Task<SkillResult<TOutput>> ExecuteAsync<TOutput>(string skillName, object? inputs = null, SkillExecutionContext? context = null, CancellationToken cancellationToken = default) =>
        TypedResult.Read<TOutput>(await ExecuteAsync(skillName, inputs, context, cancellationToken).ConfigureAwait(false), TypedReader.For(TypedJson.Default));

    /// <inheritdoc/>
    public Task<SkillResult> ResumeAsync(Skill skill, SkillResult pending, IReadOnlyList<ModelToolResult> results, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(skill);
        ArgumentNullException.ThrowIfNull(pending);
        ArgumentNullException.ThrowIfNull(results);
        return _runner.ResumeAsync(skill, pending, results, cancellationToken);
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<SkillEvent> StreamAsync(Skill skill, object? inputs = null, SkillExecutionContext? context = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(skill);
        return _stream.RunAsync(new(skill, inputs, context), cancellationToken);
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<SkillEvent> StreamAsync(string skillName, object? inputs = null, SkillExecutionContext? context = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(skillName);
        return Catalog.Find(skillName) is { } skill
            ? _stream.RunAsync(new(skill, inputs, context), cancellationToken)
            : SkillStream.EndedAsync(_runner.NotFound(skillName, context));
    }

    /// <inheritdoc/>
    public SkillResult Render(Skill skill, object? inputs = null)
    {
        ArgumentNullException.ThrowIfNull(skill);
        return _preview.Render(skill, inputs);
    }

    /// <inheritdoc/>
    public async Task<CostEstimate> EstimateAsync(Skill skill, object? inputs = null, SkillExecutionContext? context = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(skill);
        return await _preview.EstimateAsync(new(skill, inputs, context), cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public ValueTask<bool> RecordFeedbackAsync(SkillFeedback feedback, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var known = _parts.Feedback.Record(feedback);
        _parts.Telemetry.FeedbackGiven(feedback with { TenantId = feedback.TenantId is "" ? null : feedback.TenantId, RecordedAt = _parts.Time.GetUtcNow() });
        return ValueTask.FromResult(known);
    }

    /// <inheritdoc/>
    public ValueTask<bool> InvalidateCacheAsync(CacheInvalidation what, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(what);
        return _parts.Cache.InvalidateAsync(what, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<bool> InvalidateCacheAsync(string skillId, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(skillId);
        return _parts.Cache.InvalidateAsync(new() { SkillId = skillId }, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<SkillResult?> FindCachedAsync(Skill skill, object? inputs = null, SkillExecutionContext? context = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(skill);
        return _preview.FindCachedAsync(new(skill, inputs, context), cancellationToken);
    }

    /// <inheritdoc/>
    public CacheKeyExplanation ExplainCacheKey(Skill skill, object? inputs = null, SkillExecutionContext? context = null)
    {
        ArgumentNullException.ThrowIfNull(skill);
        return _preview.ExplainCacheKey(new(skill, inputs, context));
    }

    /// <summary>Ends background refreshes, and closes what <see cref="SkillsEngine.Create"/> opened. A second call does nothing.</summary>
    public async ValueTask DisposeAsync()
    {
        _runner.Dispose();
        if (Interlocked.Exchange(ref _owned, null) is IAsyncDisposable owned)
        {
            await owned.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <inheritdoc cref="DisposeAsync"/>
    public void Dispose()
    {
        _runner.Dispose();
        if (Interlocked.Exchange(ref _owned, null) is IDisposable owned)
        {
            owned.Dispose();
        }
    }

    internal IReadOnlyList<EngineFeature> Features { get; init; } = [];

    internal void Own(object provider) => _owned = provider;

    internal T? Feature<T>() where T : class => Features.Select(static f => f.As<T>()).FirstOrDefault(static f => f is not null);

    internal string HashOf(Skill skill) => _parts.Compositions.HashOf(skill);
}
