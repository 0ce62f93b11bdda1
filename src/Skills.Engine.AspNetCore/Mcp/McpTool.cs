using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ModelContextProtocol.Protocol;
using Skills.Engine.AspNetCore.Responses;

namespace Skills.Engine.AspNetCore.Mcp;

/// <summary>A skill as a tool.</summary>
internal static partial class McpTool
{
    public static bool IsName(string slug) => ToolName().IsMatch(slug);

    public static Tool Of(Skill skill) => new()
    {
        Name = skill.Slug,
        Title = skill.Name,
        Description = skill.Description,
        InputSchema = InputSchema(skill.InputSchema),
        OutputSchema = TakesObjectsOnly(skill) ? skill.OutputSchema : null,
        Annotations = new() { Title = skill.Name, ReadOnlyHint = true, DestructiveHint = false, OpenWorldHint = true, IdempotentHint = skill.Cache.Enabled },
        Meta = new JsonObject { ["skills/version"] = skill.Version },
    };

    /// <summary>Whether every output is an object: structured content is one, and clients validate it against the schema.</summary>
    public static bool TakesObjectsOnly(Skill skill) =>
        skill.OutputSchema is { ValueKind: JsonValueKind.Object } schema && schema.TryGetProperty("type", out var type)
        && type.ValueKind == JsonValueKind.String && type.ValueEquals("object");

    // The protocol asks for "type": "object" at the root. A skill's inputs are an object whether its schema says so or not.
    private static JsonElement InputSchema(JsonElement? schema)
    {
        if (schema is { ValueKind: JsonValueKind.Object } whole && whole.TryGetProperty("type", out var type) && type.ValueKind == JsonValueKind.String)
        {
            return whole;
        }

        return JsonElement.Parse(Reply.Utf8(writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("type", "object");
            if (schema is { ValueKind: JsonValueKind.Object } partial)
            {
                foreach (var keyword in partial.EnumerateObject().Where(static k => k.Name != "type"))
                {
                    keyword.WriteTo(writer);
                }
            }

            writer.WriteEndObject();
        }).Span);
    }

    [GeneratedRegex(@"^[A-Za-z0-9_.-]{1,128}\z", RegexOptions.NonBacktracking)]
    private static partial Regex ToolName();
}
