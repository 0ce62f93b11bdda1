using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Skills.Engine.AspNetCore.Problems;
using Skills.Engine.AspNetCore.Responses;
using Skills.Engine.AspNetCore.Runs;

namespace Skills.Engine.AspNetCore.Catalog;

/// <summary>Finds the skill a request names, and marks the answer of one that is deprecated (RFC 9745).</summary>
internal sealed class SkillLookup(SkillCatalog catalog)
{
    private const int MaxSuggestions = 3;

    public Skill? Find(string name, HttpContext http)
    {
        if (catalog.FindDefinition(name) is not { } definition)
        {
            return null;
        }

        if (definition.Skill.Status == SkillStatus.Deprecated)
        {
            Mark(http, definition);
        }

        return definition.Skill;
    }

    public Reply NotFound(string name) => Problem.Of(
        ProblemType.SkillNotFound,
        "The catalog has no skill of this name and version.",
        name,
        writer =>
        {
            writer.WriteStartArray("suggestions");
            foreach (var near in Suggest(name))
            {
                writer.WriteStringValue(near);
            }

            writer.WriteEndArray();
        });

    private static void Mark(HttpContext http, SkillDefinition definition)
    {
        // Since when is known by the file only; a skill made in code is deprecated since ever.
        var since = definition.Path is { } path && File.Exists(path) ? new DateTimeOffset(File.GetLastWriteTimeUtc(path), TimeSpan.Zero).ToUnixTimeSeconds() : 0;
        http.Response.Headers["Deprecation"] = string.Create(CultureInfo.InvariantCulture, $"@{since}");
        if (definition.Skill.Replacement is { } replacement)
        {
            http.Response.Headers.Append("Link", $"<{RunEndpoints.Root(http, SegmentsFromName(http))}/{Uri.EscapeDataString(replacement)}>; rel=\"successor-version\"");
        }
    }

    // The name is the last segment of a request, or the one before a schema or the rendering.
    private static int SegmentsFromName(HttpContext http)
    {
        var segments = (http.GetEndpoint() as RouteEndpoint)?.RoutePattern.PathSegments ?? [];
        return segments is [.., { IsSimple: true, Parts: [RoutePatternLiteralPart] }] ? 2 : 1;
    }

    /// <summary>Names near to one that is not there.</summary>
    public IEnumerable<string> Suggest(string name)
    {
        var wanted = name.Split('@')[0];
        return catalog.Definitions
            .Select(static d => d.Skill.Slug)
            .Distinct(StringComparer.Ordinal)
            .Select(slug => (Slug: slug, Distance: NameDistance.Between(wanted, slug)))
            .Where(n => n.Distance <= Math.Max(2, n.Slug.Length / 3) || n.Slug.StartsWith(wanted, StringComparison.OrdinalIgnoreCase))
            .OrderBy(static n => n.Distance)
            .ThenBy(static n => n.Slug, StringComparer.Ordinal)
            .Take(MaxSuggestions)
            .Select(static n => n.Slug);
    }
}
