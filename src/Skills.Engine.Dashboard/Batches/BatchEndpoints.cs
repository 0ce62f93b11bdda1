using Microsoft.AspNetCore.Http;
using Skills.Engine.AspNetCore.Responses;
using Skills.Engine.Dashboard.Security;
using Skills.Engine.Dashboard.Wire;

namespace Skills.Engine.Dashboard.Batches;

/// <summary><c>api/batches</c>: the newest batch runs, one of them, and pausing, resuming, canceling and deleting.</summary>
internal sealed class BatchEndpoints(IBatchOverview? batches)
{
    private const int MaxRuns = 50;

    public async Task<IResult> ListAsync(HttpContext http, Viewer viewer)
    {
        if (batches is null)
        {
            return NoBatches();
        }

        var runs = await batches.ListAsync(MaxRuns, http.RequestAborted).ConfigureAwait(false);
        return DashboardJson.Reply(new([.. runs.Select(r => BatchView.Of(r, viewer.SeesContent))]), DashboardJson.Default.BatchesView);
    }

    public async Task<IResult> GetAsync(HttpContext http, Viewer viewer)
    {
        if (batches is null)
        {
            return NoBatches();
        }

        return await batches.FindAsync(IdOf(http), http.RequestAborted).ConfigureAwait(false) is { } run
            ? DashboardJson.Reply(BatchView.Of(run, viewer.SeesContent), DashboardJson.Default.BatchView)
            : Refusal.Of(StatusCodes.Status404NotFound, "There is no such batch run.");
    }

    public async Task<IResult> ControlAsync(HttpContext http, Viewer viewer)
    {
        if (batches is null)
        {
            return NoBatches();
        }

        BatchAction? wanted = http.Request.RouteValues["action"] switch { "pause" => BatchAction.Pause, "resume" => BatchAction.Resume, "cancel" => BatchAction.Cancel, "delete" => BatchAction.Delete, _ => null };
        if (wanted is not { } action)
        {
            return Refusal.Of(StatusCodes.Status404NotFound, "The actions of a batch run are 'pause', 'resume', 'cancel' and 'delete'.");
        }

        // A run that is deleted is answered as it was.
        var answer = action == BatchAction.Delete ? await GetAsync(http, viewer).ConfigureAwait(false) : null;
        return await batches.ControlAsync(IdOf(http), action, http.RequestAborted).ConfigureAwait(false) is { } problem
            ? Refusal.Of(StatusCodes.Status409Conflict, problem)
            : answer ?? await GetAsync(http, viewer).ConfigureAwait(false);
    }

    private static string IdOf(HttpContext http) => (string)http.Request.RouteValues["id"]!;

    private static Reply NoBatches() => Refusal.Of(StatusCodes.Status404NotFound, "The host has no batch runs. Call AddSkillBatches of the package Skills.Engine.Batches.");
}
