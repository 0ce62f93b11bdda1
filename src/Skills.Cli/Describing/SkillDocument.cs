using System.Text.Json;
using Skills.Cli.Shell;
using Skills.Engine;

namespace Skills.Cli.Describing;

/// <summary>A skill and its estimate as a JSON document.</summary>
internal static class SkillDocument
{
    public static void Write(Utf8JsonWriter writer, SkillDefinition definition, CostEstimate? estimate, CliHost host)
    {
        var skill = definition.Skill;
        writer.WriteStartObject();
        writer.WriteString("name", skill.Slug);
        writer.WriteString("version", skill.Version);
        writer.WriteString("description", skill.Description);
        writer.WriteString("path", definition.Path is { } path ? host.ShortPath(path) : null);
        WriteSchema(writer, "inputSchema", skill.InputSchema);
        WriteSchema(writer, "outputSchema", skill.OutputSchema);
        writer.WriteStartArray("models");
        foreach (var model in skill.ModelPreferences.PreferredModels)
        {
            writer.WriteStringValue(model);
        }

        writer.WriteEndArray();
        writer.WriteStartArray("rules");
        foreach (var rule in skill.ValidationRules)
        {
            writer.WriteStringValue(rule.Type);
        }

        writer.WriteEndArray();
        writer.WriteNumber("tests", definition.Tests.Count);
        WriteEstimate(writer, estimate);
        writer.WriteEndObject();
    }

    private static void WriteSchema(Utf8JsonWriter writer, string name, JsonElement? schema)
    {
        writer.WritePropertyName(name);
        if (schema is { } value)
        {
            value.WriteTo(writer);
        }
        else
        {
            writer.WriteNullValue();
        }
    }

    private static void WriteEstimate(Utf8JsonWriter writer, CostEstimate? estimate)
    {
        if (estimate is null)
        {
            writer.WriteNull("estimate");
            return;
        }

        writer.WriteStartObject("estimate");
        writer.WriteString("model", estimate.ModelId);
        writer.WriteString("provider", estimate.ModelProvider);
        writer.WriteNumber("inputTokens", estimate.InputTokens);
        writer.WriteNumber("outputTokens", estimate.OutputTokens);
        WriteUsd(writer, "expectedUsd", estimate.ExpectedUsd);
        WriteUsd(writer, "worstUsd", estimate.WorstUsd);
        writer.WriteString("routing", estimate.Routing?.Summary);
        writer.WriteEndObject();
    }

    private static void WriteUsd(Utf8JsonWriter writer, string name, decimal? usd)
    {
        if (usd is { } amount)
        {
            writer.WriteNumber(name, amount);
        }
        else
        {
            writer.WriteNull(name);
        }
    }
}
