using System.Text.Json;

namespace Skills.Engine.Tools;

/// <summary>Describes a skill as a tool.</summary>
internal static class SkillAsTool
{
    private static readonly JsonElement AnyObject = JsonElement.Parse("""{"type":"object"}""");

    /// <summary>Makes the tool: the slug as name, the description, and the input schema as parameters. The engine runs it, so it has no handler.</summary>
    /// <param name="skill">The skill.</param>
    /// <param name="timeout">Its deadline when it sets none.</param>
    public static SkillTool Of(Skill skill, TimeSpan timeout) =>
        SkillTool.Declare(NameOf(skill.Slug), skill.Description.Length > 0 ? skill.Description : skill.Name, ParametersOf(skill)) with { Timeout = skill.Limits.Timeout ?? timeout };

    /// <summary>The slug in the letters of a tool's name.</summary>
    public static string NameOf(string slug)
    {
        var name = string.Concat(slug.Take(ToolNames.Longest - 1).Select(static c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' ? c : '_'));
        return ToolNames.IsValid(name) ? name : "_" + name;
    }

    public static JsonElement ParametersOf(Skill skill) =>
        skill.InputSchema is { ValueKind: JsonValueKind.Object } schema && schema.TryGetProperty("type", out var type) && type.ValueKind == JsonValueKind.String && type.ValueEquals("object"u8) ? schema : AnyObject;
}
