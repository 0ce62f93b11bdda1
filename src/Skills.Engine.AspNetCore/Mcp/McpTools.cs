using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;
using Skills.Engine.AspNetCore.Catalog;
using Skills.Engine.AspNetCore.Responses;

namespace Skills.Engine.AspNetCore.Mcp;

/// <summary>Lists the active skills as tools and runs them. What a caller or model can fix comes back as a tool's error, so that the calling model may correct itself.</summary>
internal sealed class McpTools(SkillExecutionEngine engine, SkillLookup skills, SkillsEndpointOptions options)
{
    private const string TraceParent = "traceparent";

    // How long a client may go by the list; a hot reload is seen after that.
    private static readonly TimeSpan ListLifetime = TimeSpan.FromSeconds(30);

    public ListToolsResult List() => new()
    {
        Tools = [.. engine.Catalog.Definitions.Select(static d => d.Skill.Slug).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)
            .Where(McpTool.IsName).Select(engine.Catalog.Find).OfType<Skill>().Where(static s => s.Status == SkillStatus.Active).Select(McpTool.Of)],
        TimeToLive = ListLifetime,
        CacheScope = ModelContextProtocol.Protocol.CacheScope.Private,
    };

    /// <exception cref="McpProtocolException">There is no such skill.</exception>
    public async ValueTask<CallToolResult> CallAsync(HttpContext http, RequestContext<CallToolRequestParams> request, CancellationToken cancellationToken)
    {
        var name = request.Params?.Name ?? "";
        var skill = engine.Catalog.Find(name)
            ?? throw new McpProtocolException($"There is no tool of this name.{Hint(name)}", McpErrorCode.InvalidParams);

        using var parent = Parent(request.Params?.Meta);
        var inputs = ArgumentsOf(request.Params?.Arguments);
        var result = request.Params?.ProgressToken is { } token
            ? await RunAsync(skill, inputs, options.Context(http), request.Server, token, cancellationToken).ConfigureAwait(false)
            : await engine.ExecuteAsync(skill, inputs, options.Context(http), cancellationToken).ConfigureAwait(false);
        return McpResult.Of(result, skill);
    }

    // The steps are the progress. A re-ask goes back to an earlier step, progress may not.
    private async Task<SkillResult> RunAsync(Skill skill, JsonElement inputs, SkillExecutionContext caller, McpServer server, ProgressToken token, CancellationToken cancellationToken)
    {
        var reached = 0;
        await foreach (var happened in engine.StreamAsync(skill, inputs, caller, cancellationToken).ConfigureAwait(false))
        {
            switch (happened)
            {
                case SkillStepEvent { Step: var step } when (int)step > reached:
                    reached = (int)step;
                    await server.NotifyProgressAsync(token, new() { Progress = reached, Total = (int)SkillStep.StoreResult, Message = StepName.Of(step) }, cancellationToken: cancellationToken).ConfigureAwait(false);
                    break;
                case SkillResultEvent end:
                    return end.Result;
            }
        }

        throw new UnreachableException("A stream of events ended without its result.");
    }

    // Arguments come one by one; the engine takes the object.
    private static JsonElement ArgumentsOf(IDictionary<string, JsonElement>? arguments) => JsonElement.Parse(Reply.Utf8(writer =>
    {
        writer.WriteStartObject();
        foreach (var (name, value) in arguments ?? new Dictionary<string, JsonElement>())
        {
            writer.WritePropertyName(name);
            value.WriteTo(writer);
        }

        writer.WriteEndObject();
    }).Span);

    // The caller's trace, where its message carries one and nobody has taken it up yet.
    private static Activity? Parent(JsonObject? meta) =>
        meta is not null && meta.TryGetPropertyValue(TraceParent, out var value) && value is JsonValue text && text.TryGetValue(out string? parent)
            && ActivityContext.TryParse(parent, null, isRemote: true, out var context) && Activity.Current?.TraceId != context.TraceId
            ? new Activity("tools/call").SetParentId(context.TraceId, context.SpanId, context.TraceFlags).Start()
            : null;

    private string Hint(string name) => skills.Suggest(name).ToList() is { Count: > 0 } near
        ? string.Create(CultureInfo.InvariantCulture, $" Did you mean {string.Join(", ", near.Select(static n => $"'{n}'"))}?")
        : "";
}
