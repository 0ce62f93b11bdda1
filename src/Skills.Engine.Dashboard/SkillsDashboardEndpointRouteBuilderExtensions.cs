using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Skills.Engine.AspNetCore.Hosting;
using Skills.Engine.Dashboard.Assets;
using Skills.Engine.Dashboard.Batches;
using Skills.Engine.Dashboard.Live;
using Skills.Engine.Dashboard.Operations;
using Skills.Engine.Dashboard.Playground;
using Skills.Engine.Dashboard.Runs;
using Skills.Engine.Dashboard.Security;
using Skills.Engine.Dashboard.Skills;
using Skills.Engine.Dashboard.Testing;
using Skills.Engine.Evaluation;

namespace Skills.Engine;

/// <summary>Serves the dashboard.</summary>
public static class SkillsDashboardEndpointRouteBuilderExtensions
{
    /// <summary>
    /// Maps the dashboard and playground under <paramref name="pattern"/>. Only requests of this machine are answered, unless the host asks for
    /// an authorization policy: by chaining <c>RequireAuthorization</c>, by <see cref="SkillsDashboardOptions.Policy"/>, or by a fallback policy.
    /// Prompts, inputs and outputs are hidden unless <see cref="SkillsDashboardOptions.ShowContent"/> is set.
    /// </summary>
    /// <param name="endpoints">The application.</param>
    /// <param name="pattern">The path of the dashboard.</param>
    /// <param name="configure">Changes who may see it and what it shows; null for the defaults.</param>
    /// <returns>The endpoints together, for conventions.</returns>
    /// <exception cref="InvalidOperationException"><c>AddSkillsEngine</c> was not called, or a policy is named and <c>AddAuthorization</c> was not called.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public static IEndpointConventionBuilder MapSkillsDashboard(this IEndpointRouteBuilder endpoints, [StringSyntax("Route")] string pattern = "/skills-ui", Action<SkillsDashboardOptions>? configure = null)
    {
        var host = EndpointHost.Of(endpoints, pattern);
        var options = new SkillsDashboardOptions();
        configure?.Invoke(options);
        options.Check();
        if ((options.Policy ?? options.ContentPolicy) is not null && host.Services.GetService<IServiceProviderIsService>()?.IsService(typeof(IAuthorizationPolicyProvider)) != true)
        {
            throw new InvalidOperationException("A policy of the dashboard needs authorization: call builder.Services.AddAuthorization() with that policy.");
        }

        var group = endpoints.MapGroup(pattern);
        group.ExcludeFromDescription();
        Map(new(group, new(options)), host, options);
        ((IEndpointConventionBuilder)group).Finally(static endpoint => endpoint.Metadata.Add(new GateMarker()));
        return group;
    }

    private static void Map(GuardedRoutes routes, EndpointHost host, SkillsDashboardOptions options)
    {
        var (services, engine, time, logger, stopping) = host;
        var history = services.GetService<IExecutionHistory>();
        var batches = services.GetService<IBatchOverview>();
        var runner = services.GetService<SkillTestRunner>();
        IModelClient[] clients = [.. services.GetServices<IModelClient>()];
        var hasDryRun = clients.Any(static c => c.Provider.Name == RunEndpoint.DryRunModel);

        MapPages(routes);
        MapSkills(routes, new(engine.Catalog, history, clients, services.GetRequiredService<ModelCatalog>(), options, time), new(engine, options), new(engine, new(runner, history), options, hasDryRun));
        MapRuns(routes, new(history, engine));
        var reader = services.GetService<SkillFileReader>();
        routes.Act("/api/skills/{name}/tests", new KeepEndpoint(engine.Catalog, reader is null ? null : new(reader), options).HandleAsync);
        var tests = new TestEndpoints(engine.Catalog, runner, options);
        routes.Get("/api/tests", tests.GetAsync);
        routes.Act("/api/tests/run", tests.RunAsync);
        MapOperations(routes, new(engine, options), new(services.GetRequiredService<RouterReport>(), clients, history, services.GetRequiredService<IOptions<SkillsEngineOptions>>().Value.Routing.Budgets, time), new(services.GetRequiredService<IModelRouter>(), engine.Catalog, history, time));
        MapBatches(routes, new(batches));
        routes.Get("/api/session", new SessionEndpoint(options, new(history is not null, hasDryRun, runner is not null, batches is not null)).HandleAsync);
        routes.Get("/api/events", new LiveEndpoint(new(engine.Catalog, history, batches, options, time, logger), time, stopping).HandleAsync);
    }

    private static void MapRuns(GuardedRoutes routes, RunEndpoints runs)
    {
        routes.Get("/api/runs", runs.ListAsync);
        routes.Get("/api/runs/{id}", runs.GetAsync);
    }

    private static void MapOperations(GuardedRoutes routes, CacheEndpoints cache, RoutingEndpoint routing, WhatIfEndpoint whatIf)
    {
        routes.Get("/api/cache", cache.GetAsync);
        routes.Act("/api/cache/invalidate", cache.InvalidateAsync);
        routes.Get("/api/routing", routing.GetAsync);
        routes.Get("/api/routing/what-if", whatIf.GetAsync);
    }

    private static void MapBatches(GuardedRoutes routes, BatchEndpoints batches)
    {
        routes.Get("/api/batches", batches.ListAsync);
        routes.Get("/api/batches/{id}", batches.GetAsync);
        routes.Act("/api/batches/{id}/{action}", batches.ControlAsync);
    }

    private static void MapPages(GuardedRoutes routes)
    {
        var assets = new AssetLibrary();
        routes.Get("/", assets.PageAsync);
        routes.Get("/{**asset}", assets.FileAsync);
    }

    private static void MapSkills(GuardedRoutes routes, SkillEndpoints skills, RenderEndpoint render, RunEndpoint run)
    {
        routes.Get("/api/skills", skills.ListAsync);
        routes.Get("/api/skills/{name}", skills.GetAsync);
        routes.Ask("/api/skills/{name}/render", render.HandleAsync);
        routes.Act("/api/skills/{name}/run", run.HandleAsync);
    }
}
