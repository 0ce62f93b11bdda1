using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Skills.Engine.AspNetCore;
using Skills.Engine.AspNetCore.Catalog;
using Skills.Engine.AspNetCore.Execution;
using Skills.Engine.AspNetCore.Hosting;
using Skills.Engine.AspNetCore.Idempotency;
using Skills.Engine.AspNetCore.Mcp;
using Skills.Engine.AspNetCore.OpenApi;
using Skills.Engine.AspNetCore.Runs;

namespace Skills.Engine;

/// <summary>Serves the catalog's skills over HTTP.</summary>
public static class SkillsEndpointRouteBuilderExtensions
{
    private static readonly string[] Read = [HttpMethods.Get, HttpMethods.Head];

    /// <summary>
    /// Maps the list of skills, each skill's definition, schemas, execution and rendering, asynchronous runs, feedback, the
    /// OpenAPI document and the skills as MCP tools and prompts under <paramref name="pattern"/>. Nothing is protected by itself: chain <c>RequireAuthorization</c>,
    /// <c>RequireRateLimiting</c> or <c>RequireCors</c>.
    /// </summary>
    /// <param name="endpoints">The application.</param>
    /// <param name="pattern">Where they lie.</param>
    /// <param name="configure">Changes what is served and its bounds; null for the defaults.</param>
    /// <returns>The endpoints together, for conventions.</returns>
    /// <exception cref="InvalidOperationException"><c>AddSkillsEngine</c> was not called.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public static IEndpointConventionBuilder MapSkills(this IEndpointRouteBuilder endpoints, [StringSyntax("Route")] string pattern = "/skills", Action<SkillsEndpointOptions>? configure = null)
    {
        var host = EndpointHost.Of(endpoints, pattern);
        var options = new SkillsEndpointOptions();
        configure?.Invoke(options);
        options.Check();

        var (services, engine, time, logger, stopping) = host;
        var lookup = new SkillLookup(engine.Catalog);
        var runs = new RunStore(options, time, logger, stopping);
        var keys = new IdempotencyKeys(options.IdempotencyLifetime, options.MaxIdempotencyKeys, options.MaxKeptBytes, time);
        var execute = new ExecuteEndpoint(engine, lookup, keys, runs, options, time);

        var group = endpoints.MapGroup(pattern).WithTags("Skills");
        MapCatalog(group, new(engine.Catalog, lookup, options));
        MapRuns(group, new(runs, services.GetService<MemoryExecutionLog>(), options, time), new(engine, runs, options));
        group.MapPost("/{name}", execute.HandleAsync).WithMetadata(new ExecutesSkill(engine.Catalog, options));
        if (options.AllowRender)
        {
            group.MapPost("/{name}/render", new RenderEndpoint(engine, lookup, options).HandleAsync);
        }

        if (options.AllowMcp)
        {
            McpEndpoint.Map(group, new(engine, lookup, options), options.AllowRender ? new(engine) : null, options, services);
        }

        // The document is written from the skills' schemas; a generated one would know none of them. AddSkills adds them to that one too.
        group.ExcludeFromDescription();
        return group;
    }

    private static void MapCatalog(RouteGroupBuilder group, CatalogEndpoints catalog)
    {
        group.MapMethods("/", Read, catalog.List);
        group.MapMethods("/openapi.json", Read, catalog.OpenApi);
        group.MapMethods("/{name}", Read, catalog.Get);
        group.MapMethods("/{name}/input.schema.json", Read, catalog.InputSchema);
        group.MapMethods("/{name}/output.schema.json", Read, catalog.OutputSchema);
    }

    private static void MapRuns(RouteGroupBuilder group, RunEndpoints runs, FeedbackEndpoint feedback)
    {
        group.MapGet("/runs", runs.List);
        group.MapGet("/runs/{id}", runs.GetAsync);
        group.MapDelete("/runs/{id}", runs.Cancel);
        group.MapPost("/runs/{id}/feedback", feedback.HandleAsync);
    }
}
