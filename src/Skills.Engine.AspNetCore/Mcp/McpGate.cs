using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Skills.Engine.AspNetCore.Problems;
using Skills.Engine.AspNetCore.Requests;
using Skills.Engine.AspNetCore.Responses;

namespace Skills.Engine.AspNetCore.Mcp;

/// <summary>What the protocol asks of a server before a message is read: pages of foreign origins are refused (DNS rebinding), and the body is bounded.</summary>
internal sealed class McpGate(SkillsEndpointOptions options) : IEndpointFilter
{
    private readonly HashSet<string> _origins = options.McpOrigins.Select(static o => o.TrimEnd('/')).ToHashSet(StringComparer.OrdinalIgnoreCase);

    public static Reply NoJson => Problem.Of(ProblemType.UnsupportedMediaType, "Send the message as JSON with Content-Type: application/json.");

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var request = context.HttpContext.Request;
        if (request.Headers.Origin is { Count: > 0 } origin && !IsTrusted(origin.ToString(), request.Host.Host))
        {
            return Problem.Of(ProblemType.OriginRefused, "Add the page's origin to SkillsEndpointOptions.McpOrigins.");
        }

        var (body, problem) = await RequestBody.ReadBytesAsync(request, options.MaxBodyBytes, context.HttpContext.RequestAborted).ConfigureAwait(false);
        if (problem is not null)
        {
            return problem;
        }

        if (!request.HasJsonContentType())
        {
            return NoJson;
        }

        if (McpMessage.Refuse(body) is { } refusal)
        {
            return refusal;
        }

        request.Body = new MemoryStream(body, writable: false);
        try
        {
            return await next(context).ConfigureAwait(false);
        }
        catch (JsonException) when (!context.HttpContext.Response.HasStarted)
        {
            // The SDK reads the parameters of some messages before it answers.
            return McpMessage.Unreadable(body);
        }
    }

    // The Host header proves nothing by itself: a page that rebinds a name sends that name in both.
    private bool IsTrusted(string origin, string host) =>
        _origins.Contains(origin) || (IsLoopback(host) && Uri.TryCreate(origin, UriKind.Absolute, out var page) && IsLoopback(page.Host));

    private static bool IsLoopback(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
}
