using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Skills.Engine.Dashboard.Security;

/// <summary>Maps the dashboard's endpoints behind its gate. None is mapped any other way.</summary>
internal sealed class GuardedRoutes(RouteGroupBuilder group, Gate gate)
{
    /// <summary>Maps a page or data.</summary>
    public void Get(string pattern, Func<HttpContext, Viewer, Task<IResult>> handler) =>
        group.MapMethods(pattern, [HttpMethods.Get, HttpMethods.Head], Guard(gate.AdmitAsync, handler));

    /// <summary>Maps a question with a body, which changes nothing.</summary>
    public void Ask(string pattern, Func<HttpContext, Viewer, Task<IResult>> handler) =>
        group.MapPost(pattern, Guard(http => gate.AdmitPostAsync(http, isAction: false), handler));

    /// <summary>Maps an action.</summary>
    public void Act(string pattern, Func<HttpContext, Viewer, Task<IResult>> handler) =>
        group.MapPost(pattern, Guard(http => gate.AdmitPostAsync(http, isAction: true), handler));

    private static RequestDelegate Guard(Func<HttpContext, Task<Viewer?>> admit, Func<HttpContext, Viewer, Task<IResult>> handler) => async http =>
    {
        if (await admit(http).ConfigureAwait(false) is { } viewer)
        {
            try
            {
                var result = await handler(http, viewer).ConfigureAwait(false);
                await result.ExecuteAsync(http).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
            {
                // The viewer left.
            }
        }
    };
}
