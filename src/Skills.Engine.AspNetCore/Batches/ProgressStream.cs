using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Skills.Engine.AspNetCore.Diagnostics;
using Skills.Engine.AspNetCore.Problems;
using Skills.Engine.AspNetCore.Responses;

namespace Skills.Engine.AspNetCore.Batches;

/// <summary>The progress of a run as server-sent events: <c>progress</c> after each interval, and <c>end</c> when the run is no longer running.</summary>
internal sealed record ProgressStream(
    IBatchOverview Batches, string Id, Func<IDisposable?> Take, SkillBatchesEndpointOptions Options, TimeProvider Time, ILogger Logger, CancellationToken Stopping) : IResult
{
    private const string Running = "running";

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        using var place = Take();
        if (place is null)
        {
            await Problem.Of(ProblemType.TooManyStreams, "Too many streams of batch progress are open. Close one, or ask for the progress without a stream.").ExecuteAsync(httpContext).ConfigureAwait(false);
            return;
        }

        using var over = new CancellationTokenSource(Options.StreamLifetime, Time);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(httpContext.RequestAborted, Stopping, over.Token);
        try
        {
            var events = new EventResponse(httpContext, Options.Heartbeat, Options.StreamStallTimeout, Time);
            await events.WriteAsync(cancellationToken => Batches.WatchAsync(Id, Options.Interval, cancellationToken), EventOf, ending.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OutOfMemoryException && !ending.IsCancellationRequested)
        {
            // The response is under way, so the client learns of it by the closed connection only.
            Logger.BatchWatchFailed(Id, e);
            httpContext.Abort();
        }
    }

    private static ReadOnlyMemory<byte> EventOf(BatchSummary run) =>
        EventFrame.Of(run.State == Running ? "progress" : "end", Reply.Utf8(writer => run.WriteTo(writer, BatchEndpoints.MaxFailures)));
}
