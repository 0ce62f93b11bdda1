using System.Text.RegularExpressions;

namespace Skills.Engine.Execution;

/// <summary>What is asked of a model about the shape of its reply.</summary>
internal static partial class OutputContracts
{
    private const int LongestName = 64;

    /// <summary>The contract of a JSON skill with a schema; null for free text, YAML and Markdown.</summary>
    public static OutputContract? Of(Skill skill) =>
        skill is { Output.Format: OutputFormat.Json, OutputSchema: { } schema }
            ? new(NameOf(skill), schema) { Instructions = Instructs(skill) ? SchemaText.Instructions(schema, OutputFormat.Json) : null }
            : null;

    /// <summary>The messages to send: for the other formats the shape is said in the last user message.</summary>
    public static IReadOnlyList<ModelMessage> Complete(Skill skill, IReadOnlyList<ModelMessage> messages)
    {
        if (skill.Output.Format is OutputFormat.Json or OutputFormat.Text || !Instructs(skill))
        {
            return messages;
        }

        var last = messages.Count - 1;
        while (last > 0 && messages[last].Role != MessageRole.User)
        {
            last--;
        }

        return [.. messages.Select((m, i) => i == last ? m with { Text = m.Text + "\n\n" + SchemaText.Instructions(skill.Output.Format == OutputFormat.Yaml ? skill.OutputSchema : null, skill.Output.Format) } : m)];
    }

    private static bool Instructs(Skill skill) =>
        skill.Output.Instructions == SchemaInstructions.Auto
        && skill.PromptTemplate?.Contains("output_schema", StringComparison.Ordinal) != true
        && !skill.Messages.Any(static m => m.Content?.Contains("output_schema", StringComparison.Ordinal) == true);

    private static string NameOf(Skill skill)
    {
        var name = Unfit().Replace(skill.Slug, "_");
        return name.Length is 0 ? "output" : name[..Math.Min(name.Length, LongestName)];
    }

    [GeneratedRegex("[^A-Za-z0-9_-]")]
    private static partial Regex Unfit();
}
