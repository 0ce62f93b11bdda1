using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Skills.Engine.AspNetCore.Batches;
using Skills.Engine.AspNetCore.Hosting;

namespace Skills.Engine;

/// <summary>Serves batch runs over HTTP.</summary>
public static class SkillBatchesEndpointRouteBuilderExtensions
{
    /// <summary>
    /// Maps the progress of a batch run, its progress as server-sent events, and its deletion, under <paramref name="pattern"/>. A caller sees
    /// and deletes the runs whose <see cref="SkillExecutionContext"/> has its tenant and user. Nothing is protected by itself: chain <c>RequireAuthorization</c>,
    /// <c>RequireRateLimiting</c> or <c>RequireCors</c>.
    /// </summary>
    /// <param name="endpoints">The application.</param>
    /// <param name="pattern">The path of the endpoints.</param>
    /// <param name="configure">Changes the bounds; null for the defaults.</param>
    /// <returns>The endpoints together, for conventions.</returns>
    /// <exception cref="InvalidOperationException"><c>AddSkillsEngine</c> or <c>AddSkillBatches</c> was not called.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public static IEndpointConventionBuilder MapSkillBatches(this IEndpointRouteBuilder endpoints, [StringSyntax("Route")] string pattern = "/batches", Action<SkillBatchesEndpointOptions>? configure = null)
    {
        var (services, _, time, logger, stopping) = EndpointHost.Of(endpoints, pattern);
        var options = new SkillBatchesEndpointOptions();
        configure?.Invoke(options);
        options.Check();
        var batches = services.GetService<IBatchOverview>()
            ?? throw new InvalidOperationException($"{nameof(MapSkillBatches)} needs batch runs: call AddSkillBatches of the package Skills.Engine.Batches before building the application.");

        var handlers = new BatchEndpoints(batches, options, time, logger, stopping);
        var group = endpoints.MapGroup(pattern).WithTags("Batches");
        group.MapGet("/{id}", handlers.GetAsync).WithSummary("The progress of a batch run.").ProducesProblem(StatusCodes.Status404NotFound);
        group.MapGet("/{id}/events", handlers.StreamAsync).WithSummary("The progress of a batch run as server-sent events.").ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status429TooManyRequests);
        group.MapDelete("/{id}", handlers.DeleteAsync).WithSummary("Deletes a batch run that is not running.").Produces(StatusCodes.Status204NoContent).ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict);
        return group;
    }
}
