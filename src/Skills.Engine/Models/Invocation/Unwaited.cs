namespace Skills.Engine.Models;

/// <summary>Waiting that ends with the token even when the client does not.</summary>
internal static class Unwaited
{
    /// <summary>Waits for a client's task; when the token comes first, the task is left to itself and its error observed.</summary>
    public static Task<T> WaitAsync<T>(Task<T> task, CancellationToken cancellationToken) =>
        task.IsCompleted ? task : WaitOrLeaveAsync(task, cancellationToken);

    private static async Task<T> WaitOrLeaveAsync<T>(Task<T> task, CancellationToken cancellationToken)
    {
        try
        {
            return await task.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            _ = task.ContinueWith(static t => _ = t.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            throw;
        }
    }
}
