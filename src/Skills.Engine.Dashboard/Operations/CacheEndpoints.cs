using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Skills.Engine.AspNetCore.Requests;
using Skills.Engine.Dashboard.Security;
using Skills.Engine.Dashboard.Wire;

namespace Skills.Engine.Dashboard.Operations;

/// <summary><c>api/cache</c>: what the cache did in this process, and invalidation.</summary>
internal sealed class CacheEndpoints(SkillExecutionEngine engine, SkillsDashboardOptions options)
{
    public Task<IResult> GetAsync(HttpContext http, Viewer viewer)
    {
        var names = engine.Catalog.Definitions.DistinctBy(static d => d.Skill.Id).ToDictionary(static d => d.Skill.Id, static d => d.Skill.Slug, StringComparer.Ordinal);
        return Task.FromResult<IResult>(DashboardJson.Reply(new(engine.CacheStatistics, names), DashboardJson.Default.CacheView));
    }

    public async Task<IResult> InvalidateAsync(HttpContext http, Viewer viewer)
    {
        var body = await RequestBody.ReadAsync(http.Request, options.MaxBodyBytes, http.RequestAborted).ConfigureAwait(false);
        if (body.Problem is not null)
        {
            return body.Problem;
        }

        if (Parse(body.Value) is not { } wanted || (!wanted.All && (wanted.Skill ?? wanted.Tenant ?? wanted.Tag) is null))
        {
            return Refusal.Of(StatusCodes.Status400BadRequest, "Name a 'skill', a 'tenant' or a 'tag', or send \"all\": true.");
        }

        var what = wanted.All
            ? CacheInvalidation.All
            : new() { SkillId = engine.Catalog.Find(wanted.Skill ?? "")?.Id ?? wanted.Skill, SkillVersion = wanted.Version, TenantId = wanted.Tenant, Tag = wanted.Tag };
        return what.Problem is { } problem
            ? Refusal.Of(StatusCodes.Status400BadRequest, problem)
            : DashboardJson.Reply(new(await engine.InvalidateCacheAsync(what, http.RequestAborted).ConfigureAwait(false)), DashboardJson.Default.InvalidateView);
    }

    private static InvalidateRequest? Parse(JsonElement? body)
    {
        try
        {
            return body is { ValueKind: JsonValueKind.Object } value ? value.Deserialize(DashboardJson.Default.InvalidateRequest) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
