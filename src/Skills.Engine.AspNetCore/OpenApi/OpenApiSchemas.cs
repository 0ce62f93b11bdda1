using System.Text.Json;
using System.Text.Json.Nodes;
using Skills.Engine.AspNetCore.Problems;

namespace Skills.Engine.AspNetCore.OpenApi;

/// <summary>The schemas every catalog shares. They are in <c>schemas.json</c>.</summary>
internal static class OpenApiSchemas
{
    private const string Resource = "Skills.Engine.AspNetCore.schemas.json";

    /// <summary>Returns the schemas by name, with the types of problems that there are.</summary>
    public static IReadOnlyDictionary<string, JsonNode> All()
    {
        using var stream = typeof(OpenApiSchemas).Assembly.GetManifestResourceStream(Resource) ?? throw new InvalidOperationException($"The resource {Resource} is missing.");
        var schemas = JsonNode.Parse(stream)!.AsObject();
        schemas["Problem"]!["properties"]!["type"]!["enum"] = new JsonArray([.. ProblemType.All.Select(static p => JsonValue.Create(p.Urn))]);
        return schemas.ToDictionary(static s => s.Key, static s => s.Value!, StringComparer.Ordinal);
    }
}
