using System.Buffers;
using System.Text.Json;

namespace Skills.Engine.Compilation;

/// <summary>Writes the parts of a skill that can change a result, as its hash and the explanation of its cache key need them.</summary>
internal static class SkillJson
{
    private const int MaxDepth = 1000;

    /// <summary>Returns what is written, as one object.</summary>
    public static JsonElement Element(Action<Utf8JsonWriter> members)
    {
        var buffer = new ArrayBufferWriter<byte>(4096);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            members(writer);
            writer.WriteEndObject();
        }

        return JsonElement.Parse(buffer.WrittenSpan, new JsonDocumentOptions { MaxDepth = MaxDepth });
    }

    public static void Messages(Utf8JsonWriter writer, Skill skill) => writer.Put("messages", skill.Messages, Message);

    public static void Output(Utf8JsonWriter writer, Skill skill) => writer.Put("output", skill.Output, Output);

    public static void Model(Utf8JsonWriter writer, Skill skill) => writer.Put("model", skill.ModelPreferences, ModelJson.Preferences);

    public static void Rules(Utf8JsonWriter writer, Skill skill) => writer.Put("rules", skill.ValidationRules, Rule);

    public static void Examples(Utf8JsonWriter writer, Skill skill) => writer.Put("examples", skill.Examples, Example);

    public static void Steps(Utf8JsonWriter writer, Skill skill) => writer.Put("steps", skill.Composition, Composition);

    private static void Message(Utf8JsonWriter writer, SkillMessage message)
    {
        writer.Put(nameof(message.Role), (long)message.Role);
        writer.Put(nameof(message.Content), message.Content);
        writer.Put(nameof(message.Parts), message.Parts, Part);
        writer.Put(nameof(message.When), message.When);
        writer.Put(nameof(message.CacheBreakpoint), message.CacheBreakpoint);
        writer.Put(nameof(message.History), message.History);
        writer.Put(nameof(message.Last), message.Last);
        writer.Put(nameof(message.Examples), message.Examples);
    }

    // Members that came later are left out when nobody uses them, so that older hashes stay.
    private static void Part(Utf8JsonWriter writer, SkillMessagePart part)
    {
        writer.Put(nameof(part.Text), part.Text);
        writer.Put(nameof(part.MediaUrl), part.MediaUrl);
        writer.Put(nameof(part.MediaType), part.MediaType);
        if (part.MediaInput is not null)
        {
            writer.Put(nameof(part.MediaInput), part.MediaInput);
        }

        if (part.CacheBreakpoint)
        {
            writer.Put(nameof(part.CacheBreakpoint), value: true);
        }
    }

    private static void Output(Utf8JsonWriter writer, SkillOutput output)
    {
        writer.Put(nameof(output.Format), (long)output.Format);
        writer.Put(nameof(output.Instructions), (long)output.Instructions);
        writer.Put(nameof(output.OnInvalid), (long)output.OnInvalid);
        writer.Put(nameof(output.Allow), (long)output.Allow);
        writer.Put(nameof(output.Aliases), output.Aliases);
        writer.Put(nameof(output.Reask), (long)output.Reask);
        writer.Put(nameof(output.StrongerModelLast), output.StrongerModelLast);
    }

    private static void Rule(Utf8JsonWriter writer, ValidationRule rule)
    {
        writer.Put(nameof(rule.Type), rule.Type);
        writer.Put(nameof(rule.Parameters), rule.Parameters);
        writer.Put(nameof(rule.Message), rule.Message);
        writer.Put(nameof(rule.Severity), (long)rule.Severity);
        writer.Put(nameof(rule.When), rule.When);
        writer.Put(nameof(rule.OnFail), (long)rule.OnFail);
    }

    private static void Example(Utf8JsonWriter writer, SkillExample example)
    {
        writer.Put(nameof(example.Input), example.Input);
        writer.Put(nameof(example.Output), example.Output);
        writer.Put(nameof(example.Name), example.Name);
    }

    private static void Composition(Utf8JsonWriter writer, SkillComposition composition)
    {
        writer.Put(nameof(composition.Steps), composition.Steps, Call);
        writer.Put(nameof(composition.Output), composition.Output);
        writer.Put(nameof(composition.MaxParallel), composition.MaxParallel);
    }

    private static void Call(Utf8JsonWriter writer, SkillCall call)
    {
        writer.Put(nameof(call.Key), call.Key);
        writer.Put(nameof(call.Skill), call.Skill);
        writer.Put(nameof(call.Inputs), call.Inputs);
        writer.Put(nameof(call.When), call.When);
        writer.Put(nameof(call.ForEach), call.ForEach);
        writer.Put(nameof(call.MaxParallel), call.MaxParallel);
        writer.Put(nameof(call.After), call.After);
        writer.Put(nameof(call.Limits), call.Limits, Limits);
        writer.Put(nameof(call.ContinueOnError), call.ContinueOnError);
    }

    private static void Limits(Utf8JsonWriter writer, SkillLimits limits)
    {
        writer.Put(nameof(limits.Timeout), limits.Timeout);
        writer.Put(nameof(limits.Attempts), limits.Attempts);
        writer.Put(nameof(limits.MaxInputTokens), limits.MaxInputTokens);
        writer.Put(nameof(limits.MaxCostUsd), limits.MaxCostUsd);
        writer.Put(nameof(limits.MaxToolRounds), limits.MaxToolRounds);
        writer.Put(nameof(limits.MaxToolCalls), limits.MaxToolCalls);
    }
}
