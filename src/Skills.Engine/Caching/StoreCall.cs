using System.Runtime.CompilerServices;

namespace Skills.Engine.Caching;

/// <summary>One call of the shared store under way. A caller that gives up cancels it, and does not wait when it ignores its cancellation token.</summary>
internal sealed class StoreCall<T> : IDisposable
{
    private readonly CancellationTokenSource _over = new();

    public StoreCall(Func<CancellationToken, ValueTask<T>> call) => Task = Begin(call);

    public Task<T> Task { get; }

    /// <summary>The store's answer, or a <see cref="TimeoutException"/> when it does not come in time.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<T> WithinAsync(TimeSpan limit, TimeProvider time)
    {
        if (!Task.IsCompleted)
        {
            await ProcessAwareWait.ForAsync(Task, limit, time, CancellationToken.None).ConfigureAwait(false);
        }

        if (Task.IsCompleted)
        {
            return await Task.ConfigureAwait(false);
        }

        _ = Task.ContinueWith(static t => t.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        await _over.CancelAsync().ConfigureAwait(false);
        throw new TimeoutException("The shared cache store did not answer in time.");
    }

    /// <inheritdoc/>
    public void Dispose() => _over.Dispose();

    private Task<T> Begin(Func<CancellationToken, ValueTask<T>> call)
    {
        try
        {
            return call(_over.Token).AsTask();
        }
        catch (Exception e)
        {
            // What a store throws at once comes with the task, as what it throws later does.
            return System.Threading.Tasks.Task.FromException<T>(e);
        }
    }
}
