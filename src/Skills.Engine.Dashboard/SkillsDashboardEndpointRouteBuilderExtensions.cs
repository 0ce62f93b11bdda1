using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Skills.Engine.Dashboard.Assets;
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
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(pattern);

        var options = new SkillsDashboardOptions();
        configure?.Invoke(options);
        options.Check();
        var services = endpoints.ServiceProvider;
        var engine = services.GetService<SkillExecutionEngine>()
            ?? throw new InvalidOperationException("MapSkillsDashboard needs the engine: call builder.Services.AddSkillsEngine() before building the application.");
        if ((options.Policy ?? options.ContentPolicy) is not null && services.GetService<IServiceProviderIsService>()?.IsService(typeof(IAuthorizationPolicyProvider)) != true)
        {
            throw new InvalidOperationException("A policy of the dashboard needs authorization: call builder.Services.AddAuthorization() with that policy.");
        }

        var group = endpoints.MapGroup(pattern);
        group.ExcludeFromDescription();
        Map(new(group, new(options)), engine, options, services);
        ((IEndpointConventionBuilder)group).Finally(static endpoint => endpoint.Metadata.Add(new GateMarker()));
        return group;
    }

    private static void Map(GuardedRoutes routes, SkillExecutionEngine engine, SkillsDashboardOptions options, IServiceProvider services)
    {
        var time = services.GetRequiredService<TimeProvider>();
        var history = services.GetService<IExecutionHistory>();
        IModelClient[] clients = [.. services.GetServices<IModelClient>()];
        var models = services.GetRequiredService<ModelCatalog>();
        var hasDryRun = clients.Any(static c => c.Provider.Name == RunEndpoint.DryRunModel);
        var logger = (services.GetService<ILoggerFactory>() ?? NullLoggerFactory.Instance).CreateLogger(SkillDiagnostics.LogCategory);
        var stopping = services.GetService<IHostApplicationLifetime>()?.ApplicationStopping ?? CancellationToken.None;
        var settings = services.GetRequiredService<IOptions<SkillsEngineOptions>>().Value;

        MapPages(routes);
        MapSkills(routes, new(engine.Catalog, history, clients, models, options, time), new(engine, options), new(engine, options, hasDryRun));
        var reader = services.GetService<SkillFileReader>();
        routes.Act("/api/skills/{name}/tests", new KeepEndpoint(engine.Catalog, reader is null ? null : new(reader), options).HandleAsync);
        var runs = new RunEndpoints(history);
        routes.Get("/api/runs", runs.ListAsync);
        routes.Get("/api/runs/{id}", runs.GetAsync);
        var cache = new CacheEndpoints(engine, options);
        routes.Get("/api/cache", cache.GetAsync);
        routes.Act("/api/cache/invalidate", cache.InvalidateAsync);
        routes.Get("/api/routing", new RoutingEndpoint(services.GetRequiredService<RouterReport>(), clients, history, settings.Routing.Budgets, time).GetAsync);
        var tests = new TestEndpoints(engine.Catalog, services.GetService<SkillTestRunner>(), options);
        routes.Get("/api/tests", tests.GetAsync);
        routes.Act("/api/tests/run", tests.RunAsync);
        routes.Get("/api/session", new SessionEndpoint(options, history is not null, hasDryRun).HandleAsync);
        routes.Get("/api/events", new LiveEndpoint(new(engine.Catalog, history, options, time, logger), time, stopping).HandleAsync);
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
