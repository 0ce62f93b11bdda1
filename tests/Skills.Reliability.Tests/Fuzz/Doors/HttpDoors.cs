using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Skills.Engine.Testing;

namespace Skills.Reliability.Tests.Fuzz.Doors;

/// <summary>Bodies and headers of requests at the endpoints, without a socket: the server's own parser is not what is tried.</summary>
internal static class HttpDoors
{
    private const int MaxHeaderBytes = 32 * 1024;
    private const int MaxHeaders = 100;

    private static readonly string[] JsonWords =
    [
        "{\"name\":\"Ada\"}", "\"times\":3", "\"name\":", "\"inputs\":{", "\"context\":{\"tenantId\":\"x\"}", "null", "[", "{", "\"name\":\"a\",\"name\":\"b\"", "1e999", "\"\\ud800\"", "//x\n", "true", "\"options\":{\"timeout\":\"00:00:01\"}",
        "\"jsonrpc\":\"2.0\"", "\"id\":1", "\"id\":null", "\"method\":\"tools/call\"", "\"params\":{", "\"arguments\":{", "\"_meta\":{\"progressToken\":1}", "\"method\":\"prompts/get\"", "\"method\":\"initialize\"", "\"cursor\":\"x\"",
    ];

    private static readonly string[] HeaderWords =
    [
        "Idempotency-Key: \"a\"\n", "Accept: text/event-stream\n", "Accept: application/json;q=0.5\n", "Prefer: respond-async\n", "Prefer: wait=10\n", "Content-Type: text/plain\n", "Content-Encoding: gzip\n", "X-Cache-Control: no-store\n",
        "Cache-Control: no-cache\n", "X-Skills-Model: m\n", "If-None-Match: \"x\"\n", ";q=", "*/*", "charset=utf-16\n", "Last-Event-ID: 3\n", "Mcp-Session-Id: x\n", "Origin: http://evil\n", "traceparent: 00-0-0-00\n", "X-Skills-Timeout: 1\n",
    ];

    public static FuzzDoor Body() => new("http-body", FuzzCorpus.Of("http-body"), JsonWords, Accepts("/skills/greeter", body: true));

    public static FuzzDoor Headers() => new("http-headers", FuzzCorpus.Of("http-headers"), HeaderWords, Accepts("/skills/greeter", body: false));

    public static FuzzDoor Mcp() => new("mcp", FuzzCorpus.Of("mcp"), JsonWords, Accepts("/skills/mcp", body: true));

    private static Func<byte[], bool> Accepts(string path, bool body)
    {
        var (app, pipeline) = Host();
        return input =>
        {
            var http = new DefaultHttpContext { RequestServices = app.Services };
            http.Features.Set<IHttpRequestBodyDetectionFeature>(new HasBody());
            (http.Request.Method, http.Request.Path, http.Request.Scheme, http.Request.Host) = ("POST", path, "http", new("localhost"));
            http.Request.ContentType = "application/json";
            http.Request.Headers.Accept = "application/json, text/event-stream";
            http.Request.Body = new MemoryStream(body ? input : """{"name":"Ada"}"""u8.ToArray());
            if (!body)
            {
                AddHeaders(http.Request.Headers, Encoding.Latin1.GetString(input));
            }

            using var answer = new MemoryStream();
            http.Response.Body = answer;
            pipeline(http).GetAwaiter().GetResult();
            return http.Response.StatusCode < 500
                ? http.Response.StatusCode < 400
                : throw new InvalidOperationException($"The endpoint answered {http.Response.StatusCode}: {Encoding.UTF8.GetString(answer.ToArray())}");
        };
    }

    private static (WebApplication App, RequestDelegate Pipeline) Host()
    {
        var model = new FakeModelClient().Reply("""{"greeting":"Hello Ada"}""");
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSkillsEngine().AddModelClient(model, model.Model()).AddSkill(Greeter);
        var app = builder.Build();
        IApplicationBuilder pipeline = app;
        pipeline.UseRouting();
        pipeline.UseEndpoints(static endpoints => endpoints.MapSkills());
        return (app, pipeline.Build());
    }

    // A server refuses control characters before the endpoints see them.
    private static void AddHeaders(IHeaderDictionary headers, string text)
    {
        // And more than it takes of them.
        text = text.Length > MaxHeaderBytes ? text[..MaxHeaderBytes] : text;
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Take(MaxHeaders))
        {
            if (line.Split(':', 2) is [var name, var value] && name.Length > 0 && name.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-') && !value.Any(char.IsControl))
            {
                headers.Append(name, value.Trim());
            }
        }
    }

    private static Skill Greeter { get; } = new()
    {
        Id = "greeter",
        Name = "Greeter",
        PromptTemplate = "Greet {{ name }} {{ times }} times.",
        InputSchema = JsonElement.Parse("""{"type":"object","properties":{"name":{"type":"string","minLength":1},"times":{"type":"integer","default":1,"maximum":9}},"required":["name"],"additionalProperties":false}"""),
        OutputSchema = JsonElement.Parse("""{"type":"object","properties":{"greeting":{"type":"string"}},"required":["greeting"]}"""),
    };

    private sealed class HasBody : IHttpRequestBodyDetectionFeature
    {
        public bool CanHaveBody => true;
    }
}
