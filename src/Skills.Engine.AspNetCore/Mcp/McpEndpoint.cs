using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using ModelContextProtocol.AspNetCore;
using ModelContextProtocol.Server;

namespace Skills.Engine.AspNetCore.Mcp;

/// <summary>
/// <c>POST mcp</c>: the skills as tools and prompts, over the streamable HTTP transport of the Model Context Protocol. The protocol is the
/// SDK's; it keeps no state between requests. Its parts live in a container of their own, so that an MCP server of the host's
/// keeps its tools and these stay out of it.
/// </summary>
internal static class McpEndpoint
{
    private const string Pattern = "/mcp";

    public static void Map(RouteGroupBuilder group, McpTools tools, McpPrompts? prompts, SkillsEndpointOptions options, IServiceProvider host)
    {
        var services = new ServiceCollection();
        services.AddSingleton<ILoggerFactory>(new WithoutContent(host.GetService<ILoggerFactory>() ?? NullLoggerFactory.Instance));
        services.AddLogging();
        services.AddSingleton(host.GetRequiredService<IHostApplicationLifetime>());
        services.AddMcpServer().WithHttpTransport(transport =>
        {
            transport.SessionMode = HttpServerSessionMode.Stateless;
            transport.ConfigureSessionOptions = (http, server, _) =>
            {
                Describe(server, tools, prompts, http);
                return Task.CompletedTask;
            };
        });

        var parts = services.BuildServiceProvider();
        host.GetRequiredService<IHostApplicationLifetime>().ApplicationStopped.Register(static p => ((ServiceProvider)p!).Dispose(), parts);
        new OwnServices(group, parts).MapMcp(Pattern).AddEndpointFilter(new McpGate(options));

        // Without it "mcp" would be taken for the name of a skill; clients of older versions ask for a stream to learn there is none.
        group.Map(Pattern, (Func<HttpContext, IResult>)Refuse);
    }

    private static IResult Refuse(HttpContext http)
    {
        if (HttpMethods.IsPost(http.Request.Method))
        {
            return McpGate.NoJson;
        }

        http.Response.Headers.Allow = HttpMethods.Post;
        return TypedResults.StatusCode(StatusCodes.Status405MethodNotAllowed);
    }

    private static void Describe(McpServerOptions server, McpTools tools, McpPrompts? prompts, HttpContext http)
    {
        server.ServerInfo = new() { Name = "Skills.Engine", Title = "Skills", Version = typeof(McpEndpoint).Assembly.GetName().Version!.ToString(3) };
        server.Handlers.ListToolsHandler = (_, _) => ValueTask.FromResult(tools.List());
        server.Handlers.CallToolHandler = (request, cancellationToken) => tools.CallAsync(http, request, cancellationToken);
        if (prompts is not null)
        {
            server.Handlers.ListPromptsHandler = (_, _) => ValueTask.FromResult(prompts.List());
            server.Handlers.GetPromptHandler = (request, _) => ValueTask.FromResult(prompts.Get(request.Params));
        }
    }

    /// <summary>Endpoints of the host, made from other services.</summary>
    private sealed class OwnServices(IEndpointRouteBuilder endpoints, IServiceProvider services) : IEndpointRouteBuilder
    {
        public IServiceProvider ServiceProvider => services;

        public ICollection<EndpointDataSource> DataSources => endpoints.DataSources;

        public IApplicationBuilder CreateApplicationBuilder() => endpoints.CreateApplicationBuilder();
    }
}
