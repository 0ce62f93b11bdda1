using System.Text.RegularExpressions;
using Skills.Engine.Outputs;

namespace Skills.Engine.Execution;

/// <summary>What every execution of a skill asks of a model in the same way, found once: the options, and the shape of the reply. Immutable.</summary>
internal sealed partial class SkillAsk
{
    private const int LongestName = 64;

    private readonly string? _ending;

    public SkillAsk(Skill skill, int defaultMaxOutputTokens)
    {
        var wanted = skill.ModelPreferences;
        Options = new()
        {
            Temperature = wanted.Temperature,
            TopP = wanted.TopP,
            TopK = wanted.TopK,
            MaxOutputTokens = wanted.OutputLimit(defaultMaxOutputTokens),
            Reasoning = wanted.Reasoning,
            PromptCache = wanted.PromptCache,
            LogProbabilities = wanted.LogProbabilities,
            Citations = wanted.Citations,
            StopSequences = wanted.StopSequences,
            Seed = wanted.Seed,
            FrequencyPenalty = wanted.FrequencyPenalty,
            PresencePenalty = wanted.PresencePenalty,
        };
        Output = skill is { Output.Format: OutputFormat.Json, OutputSchema: { } schema }
            ? new(NameOf(skill), schema) { Instructions = Instructs(skill) ? SchemaText.Instructions(schema, OutputFormat.Json) : null }
            : null;
        _ending = skill.Output.Format is OutputFormat.Json or OutputFormat.Text || !Instructs(skill)
            ? null
            : SchemaText.Instructions(skill.Output.Format == OutputFormat.Yaml ? skill.OutputSchema : null, skill.Output.Format);
    }

    public ModelOptions Options { get; }

    /// <summary>The contract of a JSON skill with a schema; null for free text, YAML and Markdown.</summary>
    public OutputContract? Output { get; }

    /// <summary>The messages to send: for formats without a contract the shape is said in the last user message.</summary>
    public IReadOnlyList<ModelMessage> Complete(IReadOnlyList<ModelMessage> messages) => _ending is null ? messages : WithEnding(messages);

    private IReadOnlyList<ModelMessage> WithEnding(IReadOnlyList<ModelMessage> messages)
    {
        var last = messages.Count - 1;
        while (last > 0 && messages[last].Role != MessageRole.User)
        {
            last--;
        }

        return [.. messages.Select((m, i) => i == last ? m with { Text = m.Text + "\n\n" + _ending } : m)];
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
