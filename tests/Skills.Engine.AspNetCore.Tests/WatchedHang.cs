using Skills.Engine.Testing;

namespace Skills.Engine.AspNetCore.Tests;

internal static class WatchedHang
{
    /// <summary>Queues a call that does not end before it is canceled, and tells when it began and when it was canceled.</summary>
    public static (Task Asked, Task Canceled) EnqueueWatchedHang(this FakeModelClient model)
    {
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var canceled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        model.Enqueue(async (_, token) =>
        {
            asked.SetResult();
            try
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, token);
            }
            finally
            {
                canceled.SetResult();
            }

            throw new InvalidOperationException("An endless wait ended.");
        });
        return (asked.Task, canceled.Task);
    }
}
