using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;

namespace Skills.Engine.AspNetCore.OpenApi;

/// <summary>Metadata of the endpoint that executes skills, from which the host's own document learns of them.</summary>
/// <param name="Catalog">The skills.</param>
/// <param name="Options">What is served.</param>
internal sealed record ExecutesSkill(SkillCatalog Catalog, SkillsEndpointOptions Options);

/// <summary>Skills that a host serves.</summary>
/// <param name="Endpoint">What is mapped.</param>
/// <param name="Root">The path below which it is, such as <c>/api/{tenant}/skills</c>.</param>
/// <param name="Parameters">The names of the parameters in the path.</param>
internal sealed record SkillsApi(ExecutesSkill Endpoint, string Root, IReadOnlyList<string> Parameters)
{
    /// <summary>Returns one for each <c>MapSkills</c>.</summary>
    public static IEnumerable<SkillsApi> In(EndpointDataSource endpoints) =>
        from endpoint in endpoints.Endpoints.OfType<RouteEndpoint>()
        let executes = endpoint.Metadata.GetMetadata<ExecutesSkill>()
        where executes is not null
        select Of(executes, endpoint.RoutePattern);

    // The last segment is the name of the skill.
    private static SkillsApi Of(ExecutesSkill endpoint, RoutePattern pattern)
    {
        var segments = pattern.PathSegments.SkipLast(1).ToList();
        return new(
            endpoint,
            string.Concat(segments.Select(static s => "/" + string.Concat(s.Parts.Select(TextOf)))),
            [.. segments.SelectMany(static s => s.Parts).OfType<RoutePatternParameterPart>().Select(static p => p.Name)]);
    }

    private static string TextOf(RoutePatternPart part) => part switch
    {
        RoutePatternLiteralPart literal => literal.Content,
        RoutePatternSeparatorPart separator => separator.Content,
        RoutePatternParameterPart parameter => $"{{{parameter.Name}}}",
        _ => "",
    };
}
