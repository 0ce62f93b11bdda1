using Microsoft.Extensions.Logging;

namespace Skills.Engine.Batches.Storage;

/// <summary>Repeats calls of the store while it is down, so that a run outlives a restart of its server. Calls of a store may be repeated.</summary>
internal sealed class StoreCalls(TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    // A call whose reply is lost must not wait for ever.
    private static readonly TimeSpan CallLimit = TimeSpan.FromSeconds(30);

    /// <summary>Runs a call, and again after a pause while the store is down.</summary>
    public async Task<T> RunAsync<T>(Func<CancellationToken, ValueTask<T>> call, CancellationToken cancellationToken)
    {
        for (var pause = FirstPause; ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            try
            {
                return await OnceAsync(call, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception e) when (IsPassing(e) && !cancellationToken.IsCancellationRequested)
            {
                StoreLog.StoreCallFailed(logger, e.GetType().Name, pause.TotalSeconds);
            }

            await Task.Delay(pause, time, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc cref="RunAsync{T}(Func{CancellationToken, ValueTask{T}}, CancellationToken)"/>
    public Task RunAsync(Func<CancellationToken, ValueTask> call, CancellationToken cancellationToken) => RunAsync(
        async token =>
        {
            await call(token).ConfigureAwait(false);
            return 0;
        },
        cancellationToken);

    private async Task<T> OnceAsync<T>(Func<CancellationToken, ValueTask<T>> call, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(CallLimit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            return await call(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException(FormattableString.Invariant($"The store did not answer within {CallLimit.TotalSeconds} s."), e);
        }
    }

    // What the caller did wrong stays wrong.
    private static bool IsPassing(Exception e) => e is not (BatchException or OperationCanceledException or ArgumentException or ObjectDisposedException or NullReferenceException or InvalidCastException);
}
