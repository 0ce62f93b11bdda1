using System.Text.Json;
using System.Text.Json.Nodes;

namespace Skills.Engine.SkillFiles.Sources;

/// <summary>Trees of JSON as deep as a file may be, which is deeper than the serializer goes by itself.</summary>
internal static class JsonTrees
{
    private const int MaxDepth = 1000;

    private static readonly JsonSerializerOptions Deep = new() { MaxDepth = MaxDepth };

    public static JsonElement ToElement(JsonNode? node) => JsonElement.Parse(node?.ToJsonString(Deep) ?? "null", new() { MaxDepth = MaxDepth });

    public static JsonNode? ToNode(JsonElement element) => JsonNode.Parse(element.GetRawText(), documentOptions: new() { MaxDepth = MaxDepth });
}
