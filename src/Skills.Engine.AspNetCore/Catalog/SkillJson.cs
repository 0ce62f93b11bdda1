using System.Text.Json;

namespace Skills.Engine.AspNetCore.Catalog;

/// <summary>Skills as callers see them.</summary>
internal static class SkillJson
{
    public static void WriteSummary(Utf8JsonWriter writer, Skill skill, IReadOnlyList<string> versions, string root)
    {
        writer.WriteStartObject();
        WriteHead(writer, skill);
        WriteTexts(writer, "versions", versions);
        WriteLinks(writer, skill, root);
        writer.WriteEndObject();
    }

    public static void WriteDefinition(Utf8JsonWriter writer, Skill skill, SkillDefinition definition, string root, SkillsEndpointOptions options)
    {
        writer.WriteStartObject();
        WriteHead(writer, skill);
        if (skill.Replacement is { } replacement)
        {
            writer.WriteString("replacement", replacement);
        }

        if (definition.Details is { } details)
        {
            writer.WriteString("details", details);
        }

        writer.WritePropertyName("inputSchema");
        WriteSchema(writer, skill.InputSchema);
        writer.WritePropertyName("outputSchema");
        WriteSchema(writer, skill.OutputSchema);
        WriteExamples(writer, skill.Examples);
        if (options.ShowPrompts)
        {
            WritePrompt(writer, skill);
        }

        WriteLinks(writer, skill, root);
        writer.WriteEndObject();
    }

    /// <summary>The schema as the skill has it; one that takes anything when it has none.</summary>
    public static void WriteSchema(Utf8JsonWriter writer, JsonElement? schema)
    {
        if (schema is { } element)
        {
            element.WriteTo(writer);
            return;
        }

        writer.WriteStartObject();
        writer.WriteEndObject();
    }

    private static void WriteHead(Utf8JsonWriter writer, Skill skill)
    {
        writer.WriteString("name", skill.Slug);
        writer.WriteString("version", skill.Version);
        writer.WriteString("title", skill.Name);
        writer.WriteString("description", skill.Description);
        writer.WriteString("status", skill.Status.ToString().ToLowerInvariant());
        writer.WriteString("category", skill.Category);
        WriteTexts(writer, "tags", skill.Tags);
    }

    private static void WriteLinks(Utf8JsonWriter writer, Skill skill, string root)
    {
        var self = $"{root}/{Uri.EscapeDataString(skill.Slug)}";
        writer.WriteStartObject("links");
        writer.WriteString("self", self);
        writer.WriteString("inputSchema", $"{self}/input.schema.json");
        writer.WriteString("outputSchema", $"{self}/output.schema.json");
        writer.WriteString("openapi", $"{root}/openapi.json");
        writer.WriteEndObject();
    }

    private static void WriteExamples(Utf8JsonWriter writer, IReadOnlyList<SkillExample> examples)
    {
        writer.WriteStartArray("examples");
        foreach (var example in examples)
        {
            writer.WriteStartObject();
            if (example.Name is { } name)
            {
                writer.WriteString("name", name);
            }

            writer.WritePropertyName("input");
            example.Input.WriteTo(writer);
            writer.WritePropertyName("output");
            example.Output.WriteTo(writer);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WritePrompt(Utf8JsonWriter writer, Skill skill)
    {
        writer.WriteStartArray("messages");
        IEnumerable<(MessageRole Role, string Text)> messages = skill.PromptTemplate is { } only
            ? [(MessageRole.User, only)]
            : skill.Messages.Select(static m => (m.Role, m.Content ?? string.Concat(m.Parts.Select(static p => p.Text))));
        foreach (var (role, text) in messages)
        {
            writer.WriteStartObject();
            writer.WriteString("role", role.ToString().ToLowerInvariant());
            writer.WriteString("template", text);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteTexts(Utf8JsonWriter writer, string name, IReadOnlyList<string> texts)
    {
        writer.WriteStartArray(name);
        foreach (var text in texts)
        {
            writer.WriteStringValue(text);
        }

        writer.WriteEndArray();
    }
}
