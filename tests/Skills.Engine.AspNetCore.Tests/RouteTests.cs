using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Skills.Engine.AspNetCore.Tests;

/// <summary>Every route that is mapped, each reached by a real request. One without a request here fails.</summary>
public sealed class RouteTests
{
    private const string Ada = """{"name":"Ada"}""";
    private const string Ping = """{"jsonrpc":"2.0","id":1,"method":"ping"}""";

    private static readonly Dictionary<string, (string Path, string? Body, int Status)> Requests = new(StringComparer.Ordinal)
    {
        ["GET /skills/"] = ("/skills", null, 200),
        ["GET /skills/openapi.json"] = ("/skills/openapi.json", null, 200),
        ["GET /skills/{name}"] = ("/skills/greeter", null, 200),
        ["GET /skills/{name}/input.schema.json"] = ("/skills/greeter/input.schema.json", null, 200),
        ["GET /skills/{name}/output.schema.json"] = ("/skills/greeter/output.schema.json", null, 200),
        ["POST /skills/{name}"] = ("/skills/greeter", Ada, 200),
        ["POST /skills/{name}/render"] = ("/skills/greeter/render", Ada, 200),
        ["GET /skills/runs"] = ("/skills/runs", null, 200),
        ["GET /skills/runs/{id}"] = ("/skills/runs/{run}", null, 200),
        ["DELETE /skills/runs/{id}"] = ("/skills/runs/{run}", null, 204),
        ["POST /skills/runs/{id}/feedback"] = ("/skills/runs/{run}/feedback", """{"rating":5}""", 204),
        ["POST /skills/mcp/"] = ("/skills/mcp", Ping, 200),
        ["* /skills/mcp"] = ("/skills/mcp", null, 405),
    };

    [Fact]
    public async Task EveryRouteAnswersARealRequest()
    {
        await using var host = await TestHost.StartAsync();
        var gate = host.Model.EnqueueHeld();
        var run = await host.PostAsync("/skills/greeter", Ada, ("Prefer", "respond-async"));
        gate.SetResult();
        await host.GetAsync(run["Location"]!, ("Prefer", "wait=30"));

        foreach (var route in Routes(host))
        {
            Assert.True(Requests.TryGetValue(route, out var request), $"No request reaches '{route}': write one.");
            var method = request.Status == 405 ? "GET" : route.Split(' ')[0];
            var path = request.Path.Replace("{run}", run.Json.GetProperty("runId").GetString(), StringComparison.Ordinal);

            var answer = await host.SendAsync(new(method), path, request.Body, request.Body == Ping ? [("Accept", "application/json, text/event-stream")] : []);

            Assert.True(answer.Status == request.Status, $"{route}: {answer.Status} {answer.Body}");
        }
    }

    [Fact]
    public async Task EveryRequestOfTheListHasItsRouteAndEveryRouteIsDocumented()
    {
        await using var host = await TestHost.StartAsync();

        var routes = Routes(host);
        var document = (await host.GetAsync("/skills/openapi.json")).Json.GetProperty("paths");

        Assert.Equal(Requests.Keys.Order(StringComparer.Ordinal), routes.Order(StringComparer.Ordinal));
        foreach (var route in routes.Where(static r => !r.StartsWith('*') && r != "GET /skills/openapi.json"))
        {
            var (method, path) = (route.Split(' ')[0].ToLowerInvariant(), route.Split(' ')[1].TrimEnd('/'));
            path = path == "/skills/{name}" && method == "post" ? "/skills/greeter" : path;
            Assert.True(document.TryGetProperty(path, out var operations) && operations.TryGetProperty(method, out _), $"{method} {path} is not in the OpenAPI document.");
        }
    }

    private static List<string> Routes(TestHost host) =>
    [
        .. host.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>().SelectMany(static e =>
            (e.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? ["*"]).Where(static m => m != HttpMethods.Head).Select(m => $"{m} {e.RoutePattern.RawText}")),
    ];
}
