using Microsoft.AspNetCore.Http;
using Skills.Engine.Dashboard.Security;

namespace Skills.Engine.Dashboard.Playground;

/// <summary><c>POST api/skills/{name}/run</c>: runs a skill, dry, from a recording or live, and answers with a stream of what happens.</summary>
internal sealed class RunEndpoint(SkillExecutionEngine engine, ReplayRunner replays, SkillsDashboardOptions options, bool hasDryRun)
{
    public const string DryRunModel = "dry-run";

    private int _running;

    public async Task<IResult> HandleAsync(HttpContext http, Viewer viewer)
    {
        var (call, problem) = await PlaygroundCall.ReadAsync(http, engine.Catalog, options.MaxBodyBytes).ConfigureAwait(false);
        if (call is null)
        {
            return problem!;
        }

        var request = call.Request;
        if (request.Mode is not ("dry" or "replay" or "live"))
        {
            return Refusal.Of(StatusCodes.Status400BadRequest, "The mode must be 'dry', 'replay' or 'live'.");
        }

        if (request.Mode == "dry" && !hasDryRun)
        {
            return Refusal.Of(StatusCodes.Status400BadRequest, "The host has no dry-run model. Call AddDryRun() of the package Skills.Engine.Testing.");
        }

        if (Interlocked.Increment(ref _running) > options.MaxPlaygroundRuns)
        {
            Interlocked.Decrement(ref _running);
            return Refusal.Of(StatusCodes.Status503ServiceUnavailable, $"{options.MaxPlaygroundRuns} playground runs are under way. Wait for one to end.");
        }

        if (request.Mode == "replay")
        {
            return await ReplayAsync(http, call, viewer).ConfigureAwait(false);
        }

        var context = options.Context(http) with
        {
            Model = request.Mode == "dry" ? DryRunModel : request.Model,
            CacheMode = request.UseCache ? CacheMode.Default : CacheMode.Bypass,
            Variant = request.Variant ?? "",
        };
        return new RunStream(engine, call, context, viewer) { Ended = () => Interlocked.Decrement(ref _running) };
    }

    private async Task<IResult> ReplayAsync(HttpContext http, PlaygroundCall call, Viewer viewer)
    {
        try
        {
            var (result, problem) = await replays.RunAsync(call, viewer, http.RequestAborted).ConfigureAwait(false);
            return result is null ? problem! : new ReplayedRun(new(engine, call, viewer), result);
        }
        finally
        {
            Interlocked.Decrement(ref _running);
        }
    }
}
