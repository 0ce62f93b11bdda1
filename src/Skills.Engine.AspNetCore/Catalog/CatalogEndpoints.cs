using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Skills.Engine.AspNetCore.OpenApi;
using Skills.Engine.AspNetCore.Responses;
using Skills.Engine.AspNetCore.Runs;

namespace Skills.Engine.AspNetCore.Catalog;

/// <summary><c>GET /</c>, <c>GET {skill}</c>, its two schemas, and the OpenAPI document; each with a strong ETag.</summary>
internal sealed class CatalogEndpoints(SkillCatalog catalog, SkillLookup skills, SkillsEndpointOptions options)
{
    private const string SchemaType = "application/schema+json";

    public Reply List(HttpContext http)
    {
        var root = RunEndpoints.Root(http, 0);
        return Tagged(http, Reply.Of(200, writer =>
        {
            writer.WriteStartObject();
            writer.WriteStartArray("skills");
            foreach (var versions in catalog.Definitions.GroupBy(static d => d.Skill.Slug, StringComparer.Ordinal))
            {
                SkillJson.WriteSummary(writer, catalog.Find(versions.Key) ?? versions.First().Skill, [.. versions.Select(static d => d.Skill.Version)], root);
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }));
    }

    public Reply Get(HttpContext http, string name) => skills.Find(name, http) is { } skill
        ? Tagged(http, Reply.Of(200, writer => SkillJson.WriteDefinition(writer, skill, catalog.FindDefinition(name)!, RunEndpoints.Root(http, 1), options)))
        : skills.NotFound(name);

    public Reply InputSchema(HttpContext http, string name) => Schema(http, name, static s => s.InputSchema);

    public Reply OutputSchema(HttpContext http, string name) => Schema(http, name, static s => s.OutputSchema);

    public Reply OpenApi(HttpContext http) =>
        Tagged(http, Reply.Of(200, writer => new SkillsDocument(catalog, options, RunEndpoints.Root(http, 1)).Write(writer)));

    private Reply Schema(HttpContext http, string name, Func<Skill, JsonElement?> which)
    {
        if (skills.Find(name, http) is not { } skill)
        {
            return skills.NotFound(name);
        }

        return Tagged(http, Reply.Of(200, writer => SkillJson.WriteSchema(writer, which(skill)), SchemaType));
    }

    private static Reply Tagged(HttpContext http, Reply reply)
    {
        var tag = $"\"{Convert.ToHexString(SHA256.HashData(reply.Body.Span).AsSpan(0, 16))}\"";
        var known = http.Request.Headers.IfNoneMatch.Any(h => h is not null && h.Split(',').Any(t => t.Trim() is "*" || t.Trim().TrimStart('W', '/') == tag));
        return (known ? reply with { Status = 304, Body = default } : reply).With("ETag", tag);
    }
}
