namespace Skills.Engine.Models;

/// <summary>Waiting that ends with the token even when the client does not.</summary>
internal static class Unwaited
{
    /// <summary>Waits for a client's task; when the token comes first, the task is left to itself and its error observed.</summary>
    public static Task<T> WaitAsync<T>(Task<T> task, CancellationToken cancellationToken)
    {
        if (task.IsCompleted)
        {
            return task;
        }

        _ = task.ContinueWith(static t => _ = t.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        return task.WaitAsync(cancellationToken);
    }
}
