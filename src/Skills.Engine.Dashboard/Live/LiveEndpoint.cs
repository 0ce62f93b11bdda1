using System.Text.Json;
using System.Threading.Channels;
using Microsoft.AspNetCore.Http;
using Skills.Engine.Dashboard.Security;
using Skills.Engine.Dashboard.Wire;

namespace Skills.Engine.Dashboard.Live;

/// <summary><c>GET api/events</c>: the feed as server-sent events, until the page or the host leaves.</summary>
internal sealed class LiveEndpoint(LiveFeed feed, TimeProvider time, CancellationToken stopping)
{
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(15);

    public Task<IResult> HandleAsync(HttpContext http, Viewer viewer) => Task.FromResult<IResult>(feed.TryJoin() is { } place
        ? new Stream(feed, place, time, stopping)
        : Refusal.Of(StatusCodes.Status503ServiceUnavailable, "Too many pages of the dashboard are open. This one does not update by itself."));

    private sealed record Stream(LiveFeed Feed, Channel<LiveEvent> Place, TimeProvider Time, CancellationToken Stopping) : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            using var ending = CancellationTokenSource.CreateLinkedTokenSource(httpContext.RequestAborted, Stopping);
            try
            {
                var events = await EventWriter.StartAsync(httpContext).ConfigureAwait(false);
                await events.BeatAsync(ending.Token).ConfigureAwait(false);
                while (true)
                {
                    await NextAsync(events, ending.Token).ConfigureAwait(false);
                }
            }
            catch (OperationCanceledException)
            {
                // The page was closed, takes nothing any more, or the host ends.
            }
            finally
            {
                Feed.Leave(Place);
            }
        }

        private async Task NextAsync(EventWriter events, CancellationToken cancellationToken)
        {
            try
            {
                await Place.Reader.WaitToReadAsync(cancellationToken).AsTask().WaitAsync(Heartbeat, Time, cancellationToken).ConfigureAwait(false);
            }
            catch (TimeoutException)
            {
                await events.BeatAsync(cancellationToken).ConfigureAwait(false);
            }

            while (Place.Reader.TryRead(out var happened))
            {
                await events.WriteAsync(happened.Name, w => JsonSerializer.Serialize(w, happened.View, DashboardJson.Default.LiveView), cancellationToken).ConfigureAwait(false);
            }
        }
    }
}
