using System.Text.Json;
using Skills.Engine;

namespace Skills.Cli.Converting;

/// <summary>Renders two forms of a skill with the same inputs and compares the messages.</summary>
internal static class RenderComparison
{
    /// <summary>Returns whether both forms render equally for every example and test, and for a value made from the input schema.</summary>
    public static bool AreEqual(SkillExecutionEngine engine, SkillDefinition before, SkillDefinition after) =>
        Inputs(before).All(inputs => Text(engine.Render(before.Skill, inputs)) == Text(engine.Render(after.Skill, inputs)));

    private static IEnumerable<JsonElement> Inputs(SkillDefinition definition) => definition.Skill.Examples.Select(static e => e.Input)
        .Concat(definition.Tests.Select(static t => t.Input))
        .Append(Filled(definition.Skill));

    // A text for every declared input, so that each place of the template shows.
    private static JsonElement Filled(Skill skill)
    {
        var names = skill.InputSchema is { } schema ? JsonSchema.SchemaView.Of(schema).Properties.Select(static p => p.Name) : [];
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            writer.WriteStartObject();
            foreach (var name in names)
            {
                writer.WriteString(name, $"<{name}>");
            }

            writer.WriteEndObject();
        }

        return JsonElement.Parse(stream.ToArray());
    }

    private static string Text(SkillResult result) => result.IsSuccess
        ? string.Join('\u0001', result.Messages.Select(static m => $"{m.Role}\u0002{m.Text}"))
        : string.Join('\u0001', result.Errors.Select(static e => $"{e.Code}\u0002{e.Path}"));
}
