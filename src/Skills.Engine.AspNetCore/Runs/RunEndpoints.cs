using Microsoft.AspNetCore.Http;
using Skills.Engine.AspNetCore.Problems;
using Skills.Engine.AspNetCore.Requests;
using Skills.Engine.AspNetCore.Responses;

namespace Skills.Engine.AspNetCore.Runs;

/// <summary><c>GET runs</c>, <c>GET runs/{id}</c> and <c>DELETE runs/{id}</c>.</summary>
internal sealed class RunEndpoints(RunStore runs, MemoryExecutionLog? history, SkillsEndpointOptions options, TimeProvider time)
{
    private const int MaxListed = 200;

    public Reply List(HttpContext http)
    {
        var caller = options.Context(http);
        var root = Root(http, 1);
        return Reply.Of(200, writer =>
        {
            writer.WriteStartObject();
            writer.WriteStartArray("runs");
            foreach (var run in runs.Of(caller).Take(MaxListed))
            {
                RunJson.Write(writer, run, root, options);
            }

            foreach (var record in (History?.Recent ?? []).Take(MaxListed))
            {
                RunJson.Write(writer, record, options);
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        });
    }

    public async Task<IResult> GetAsync(HttpContext http, string id)
    {
        if (runs.Find(id, options.Context(http)) is { } run)
        {
            var (_, wait) = Negotiation.Preferences(http.Request);
            await run.WaitAsync(wait, time, http.RequestAborted).ConfigureAwait(false);
            var reply = Reply.Of(200, writer => RunJson.Write(writer, run, Root(http, 2), options));
            return run.CompletedAt is null ? reply.With("Retry-After", "1") : reply;
        }

        return History?.Find(id) is { } record
            ? Reply.Of(200, writer => RunJson.Write(writer, record, options))
            : NotFound(id);
    }

    public Reply Cancel(HttpContext http, string id)
    {
        if (runs.Find(id, options.Context(http)) is not { } run)
        {
            return NotFound(id);
        }

        run.Cancel();
        return new(204, Reply.Json, default);
    }

    /// <summary>The path under which the endpoints lie, as the caller sees it: so many segments up from the request.</summary>
    public static string Root(HttpContext http, int up)
    {
        var path = (http.Request.PathBase + http.Request.Path).Value!.TrimEnd('/');
        for (; up > 0; up--)
        {
            path = path[..path.LastIndexOf('/')];
        }

        return path;
    }

    private MemoryExecutionLog? History => options.ShowHistory ? history : null;

    private static Reply NotFound(string id) =>
        Problem.Of(ProblemType.RunNotFound, "There is no run of yours with this id; runs are kept for a while after they end.", more: writer => writer.WriteString("runId", id));
}
