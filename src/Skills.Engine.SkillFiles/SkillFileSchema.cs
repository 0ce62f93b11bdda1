using System.Text.Json;

namespace Skills.Engine;

/// <summary>The JSON Schema of skill files, for editors and tools; the package holds it as <c>schemas/skill.schema.json</c>.</summary>
public static class SkillFileSchema
{
    private const string ResourceName = "Skills.Engine.skill.schema.json";

    /// <summary>The schema, JSON Schema 2020-12; read again at each call.</summary>
    public static JsonElement Read()
    {
        using var stream = typeof(SkillFileSchema).Assembly.GetManifestResourceStream(ResourceName)!;
        using var document = JsonDocument.Parse(stream);
        return document.RootElement.Clone();
    }
}
