using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Skills.Engine.AspNetCore.Idempotency;
using Skills.Engine.AspNetCore.Problems;
using Skills.Engine.AspNetCore.Responses;

namespace Skills.Engine.AspNetCore.Batches;

/// <summary><c>GET {id}</c>, <c>GET {id}/events</c> and <c>DELETE {id}</c>. A run of another tenant or user is as if it did not exist.</summary>
internal sealed class BatchEndpoints(IBatchOverview batches, SkillBatchesEndpointOptions options, TimeProvider time, ILogger logger, CancellationToken stopping)
{
    /// <summary>How many failed items a reply or an event lists.</summary>
    internal const int MaxFailures = 50;

    private readonly StreamPlaces _places = new(options.MaxStreams, options.MaxStreamsPerCaller);

    public async Task<IResult> GetAsync(HttpContext http, string id) =>
        await FindAsync(http, id, options.Context(http)).ConfigureAwait(false) is { } run
            ? Reply.Of(200, writer => run.WriteTo(writer, MaxFailures)).With("Cache-Control", "no-store")
            : NotFound();

    public async Task<IResult> StreamAsync(HttpContext http, string id)
    {
        var caller = options.Context(http);
        return await FindAsync(http, id, caller).ConfigureAwait(false) is null
            ? NotFound()
            : new ProgressStream(batches, id, () => _places.TryTake(Shares.HolderOf(caller)), options, time, logger, stopping);
    }

    public async Task<IResult> DeleteAsync(HttpContext http, string id)
    {
        if (await FindAsync(http, id, options.Context(http)).ConfigureAwait(false) is null)
        {
            return NotFound();
        }

        return await batches.ControlAsync(id, BatchAction.Delete, http.RequestAborted).ConfigureAwait(false) is { } reason
            ? Problem.Of(ProblemType.BatchActive, reason)
            : TypedResults.NoContent();
    }

    private async ValueTask<BatchSummary?> FindAsync(HttpContext http, string id, SkillExecutionContext caller) =>
        await batches.FindAsync(id, http.RequestAborted).ConfigureAwait(false) is { } run && run.TenantId == caller.TenantId && run.UserId == caller.UserId ? run : null;

    private static Reply NotFound() => Problem.Of(ProblemType.BatchNotFound, "There is no batch run of yours with this id.");
}
