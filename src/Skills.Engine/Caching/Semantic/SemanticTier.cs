using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Skills.Engine.Embeddings;

namespace Skills.Engine.Caching.Semantic;

/// <summary>Makes the embeddings of calls and searches for near ones. Every failure is a miss; only the caller's own cancellation is thrown. Thread-safe.</summary>
internal sealed class SemanticTier(ISemanticCacheStore store, EmbeddingMeter embeddings, IOptions<SkillsEngineOptions> options, TimeProvider time, ILogger<SemanticTier> logger)
{
    // Results can be gone although their embeddings are still there, so the nearest alone is not enough.
    private const int MostMatches = 4;

    private readonly SemanticCacheOptions _options = options.Value.Cache.Semantic;
    private readonly SemanticPause _pause = new(time);
    private long _failures;

    /// <summary>Searches and writes that failed.</summary>
    public long Failures => Volatile.Read(ref _failures);

    /// <summary>Whether a lookup may search here. One that is not part of an execution may not: nobody would pay for its embedding.</summary>
    public bool Serves(SkillCacheRequest request) => request is { Embeddings: not null, Skill.Cache.Semantic: not null } && _pause.IsOver;

    /// <summary>Searches for near calls; null when it could not, or when the call has no text.</summary>
    /// <param name="request">The call.</param>
    /// <param name="partitionOf">Names the partition of its texts and other inputs.</param>
    /// <param name="cancellationToken">The caller's, with the deadline of the execution.</param>
    public async ValueTask<SemanticSearch?> SearchAsync(SkillCacheRequest request, Func<SemanticText, string?> partitionOf, CancellationToken cancellationToken)
    {
        if (SemanticText.Of(request, _options.MaxTextLength) is not { } text || partitionOf(text) is not { } partition)
        {
            return null;
        }

        SemanticSearch? found = null;
        await GuardAsync("search", async token => found = await SearchAsync(request, text, partition, token).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
        return found;
    }

    /// <summary>Remembers a call that led to a result of its own.</summary>
    public ValueTask RememberAsync(SemanticSearch search, string key, CancellationToken cancellationToken) =>
        GuardAsync("add", token => Within(store.AddAsync(new(search.Partition, key, search.Model, search.Vectors), token), token), cancellationToken);

    /// <summary>Forgets a call whose result is gone.</summary>
    public ValueTask ForgetAsync(SemanticSearch search, string key, CancellationToken cancellationToken) =>
        GuardAsync("remove", token => Within(store.RemoveAsync(search.Partition, key, token), token), cancellationToken);

    private async Task<SemanticSearch> SearchAsync(SkillCacheRequest request, SemanticText text, string partition, CancellationToken cancellationToken)
    {
        var made = await EmbedAsync(text, request, cancellationToken).ConfigureAwait(false);
        Check(made.Vectors, text.Texts.Count);
        var (model, threshold) = ($"{made.Provider}/{made.Model}", request.Skill.Cache.Semantic!.Threshold);
        var finding = store.FindAsync(new(partition, model, made.Vectors, threshold, MostMatches), cancellationToken);
        var matches = finding.IsCompletedSuccessfully ? finding.Result : await finding.AsTask().WaitAsync(cancellationToken).ConfigureAwait(false);

        // A store of the host may be wrong about what is near. NaN is no similarity.
        return new(partition, model, made.Vectors, [.. matches.Where(m => m.Similarity >= threshold).OrderByDescending(static m => m.Similarity).Take(MostMatches)]);
    }

    // An embedder that ignores its token is left behind. What it costs is not known then.
    private async Task<TextEmbeddings> EmbedAsync(SemanticText text, SkillCacheRequest request, CancellationToken cancellationToken)
    {
        var embedding = embeddings.EmbedAsync(text.Texts, request.Skill, request.Context, request.Embeddings, cancellationToken).AsTask();
        try
        {
            return await embedding.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!embedding.IsCompleted)
        {
            request.Embeddings!.Add(Cost.Unknown, embeddings.WorstUsd(text.Texts));
            throw;
        }
    }

    private void Check(IReadOnlyList<ReadOnlyMemory<float>> vectors, int texts)
    {
        var length = vectors.Count == texts ? vectors[0].Length : 0;
        if (length == 0 || length > _options.MaxDimension || vectors.Any(v => v.Length != length || !IsSound(v.Span)))
        {
            throw new InvalidOperationException("The embeddings are not one for each text, of the same length, and of finite numbers that are not all zero.");
        }
    }

    private static bool IsSound(ReadOnlySpan<float> vector)
    {
        var any = false;
        foreach (var number in vector)
        {
            if (!float.IsFinite(number))
            {
                return false;
            }

            any |= number != 0;
        }

        return any;
    }

    private async ValueTask GuardAsync(string operation, Func<CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(_options.Timeout, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            await work(both.Token).ConfigureAwait(false);
            _pause.Succeeded();
        }
        catch (EmbeddingsRefusedException)
        {
            // The money of one caller is gone. The tier itself works.
        }
        catch (Exception failure) when (failure is not OutOfMemoryException && !cancellationToken.IsCancellationRequested)
        {
            Interlocked.Increment(ref _failures);

            // A provider's sentence may quote the text, so only the type is logged.
            SemanticCacheLog.Failed(logger, operation, failure.GetType().Name);
            if (_pause.Failed())
            {
                SemanticCacheLog.Paused(logger, SemanticPause.Length.TotalSeconds);
            }
        }
        catch (Exception failure) when (failure is not (OutOfMemoryException or OperationCanceledException))
        {
            // It failed while the caller canceled.
            throw new OperationCanceledException(cancellationToken);
        }
    }

    private static Task Within(ValueTask work, CancellationToken cancellationToken) =>
        work.IsCompletedSuccessfully ? Task.CompletedTask : work.AsTask().WaitAsync(cancellationToken);
}
