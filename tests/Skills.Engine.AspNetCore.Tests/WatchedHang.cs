using Skills.Engine.Testing;

namespace Skills.Engine.AspNetCore.Tests;

internal static class WatchedHang
{
    /// <summary>Queues an answer that comes when the test says so: a run that ended at once would be answered at once.</summary>
    public static TaskCompletionSource EnqueueHeld(this FakeModelClient model)
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        model.Enqueue(async (_, token) =>
        {
            await gate.Task.WaitAsync(token);
            return FakeModelClient.Answer("""{"greeting":"Hello Ada"}""");
        });
        return gate;
    }

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
