namespace Skills.Engine.Models.Invocation;

/// <summary>Reads one streamed reply under deadlines for the first piece and between pieces, and hands the pieces on.</summary>
internal sealed class StreamReading(Func<string, ValueTask> onDelta, RetryOptions retry, TimeProvider time)
{
    /// <summary>Whether a piece was handed on.</summary>
    public bool Released { get; private set; }

    /// <summary>Takes the reasoning as it comes; null for nobody. Reasoning is no part of the answer, so it releases nothing.</summary>
    public Action<string>? OnReasoning { get; init; }

    /// <summary>What the taker of the pieces threw; null when nothing. Not the model's fault.</summary>
    public Exception? HandlerError { get; private set; }

    public async Task<ModelReply> ReadAsync(IModelClient client, ModelRequest request, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        TimeSpan? firstToken = null;
        var alive = false;
        ModelReply? reply = null;
        var updates = client.StreamAsync(request, cancellationToken).GetAsyncEnumerator(cancellationToken);
        var left = false;
        try
        {
            while (true)
            {
                var (limit, stage) = LimitOf(request.Model, alive, firstToken is null, time.GetElapsedTime(started));
                var next = updates.MoveNextAsync().AsTask();
                left = true;
                if (!await NextAsync(next, limit, stage, request, cancellationToken).ConfigureAwait(false))
                {
                    break;
                }

                left = false;
                alive = true;
                firstToken ??= updates.Current.Delta.Length > 0 ? time.GetElapsedTime(started) : null;
                if (updates.Current.Reasoning is { Length: > 0 } reasoning)
                {
                    OnReasoning?.Invoke(reasoning);
                }

                await HandOnAsync(updates.Current.Delta).ConfigureAwait(false);
                reply = updates.Current.Reply ?? reply;
            }

            left = false;
        }
        finally
        {
            // An enumerator in the middle of a step cannot be disposed of; the token ends it.
            if (!left)
            {
                await updates.DisposeAsync().ConfigureAwait(false);
            }
        }

        return reply is null
            ? throw new ModelException(ModelErrorKind.Truncated, $"The stream of {request.Model.Id} at {request.Model.Provider} ended without its end.") { Provider = request.Model.Provider, Model = request.Model.Id }
            : reply with { TimeToFirstToken = reply.TimeToFirstToken ?? firstToken };
    }

    // Any event of the provider is a sign of life, text or not: a model that thinks is not silent.
    private (TimeSpan Limit, TimeoutStage Stage) LimitOf(ModelDefinition model, bool alive, bool waitsForText, TimeSpan elapsed)
    {
        var limit = alive ? retry.IdleTimeoutOf(model) : retry.FirstTokenTimeoutOf(model);
        var left = retry.FirstTextTimeout - elapsed;
        return waitsForText && left < limit
            ? (left > TimeSpan.Zero ? left : TimeSpan.Zero, TimeoutStage.FirstToken)
            : (limit, alive ? TimeoutStage.Idle : TimeoutStage.FirstToken);
    }

    private async Task<bool> NextAsync(Task<bool> next, TimeSpan limit, TimeoutStage stage, ModelRequest request, CancellationToken cancellationToken)
    {
        if (next.IsCompleted)
        {
            return await next.ConfigureAwait(false);
        }

        _ = next.ContinueWith(static t => _ = t.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        try
        {
            return await next.WaitAsync(limit, time, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException e) when (!next.IsCompleted)
        {
            var what = stage is TimeoutStage.FirstToken ? "sent no first piece" : "went silent";
            throw new ModelException(ModelErrorKind.Timeout, FormattableString.Invariant($"{request.Model.Id} at {request.Model.Provider} {what} for {limit.TotalSeconds:0.###} s."), e)
            {
                Provider = request.Model.Provider,
                Model = request.Model.Id,
                TimeoutStage = stage,
            };
        }
    }

    private async ValueTask HandOnAsync(string delta)
    {
        if (delta.Length > 0)
        {
            Released = true;
            try
            {
                await onDelta(delta).ConfigureAwait(false);
            }
            catch (Exception e)
            {
                HandlerError = e;
                throw;
            }
        }
    }
}
