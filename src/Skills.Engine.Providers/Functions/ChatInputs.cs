using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Skills.Engine.Providers.Functions;

/// <summary>Turns a chat into the inputs of a skill. Immutable.</summary>
internal sealed class ChatInputs
{
    private readonly string _message;
    private readonly string? _history;
    private readonly SkillChatOptions _options;

    private ChatInputs(string message, string? history, SkillChatOptions options) => (_message, _history, _options) = (message, history, options);

    public static ChatInputs Of(Skill skill, SkillChatOptions options)
    {
        var history = options.HistoryInput ?? skill.Messages.Select(static m => m.History).FirstOrDefault(static h => h is not null);
        return new(options.MessageInput ?? MessageInputOf(skill, history, options), history, options);
    }

    public SkillExecutionContext? ContextOf(ChatOptions? options) => _options.Context?.Invoke(options);

    /// <summary>The inputs of one call.</summary>
    /// <exception cref="ArgumentException">There is no message of the user.</exception>
    public Dictionary<string, object?> Of(IEnumerable<ChatMessage> messages)
    {
        var all = messages.ToList();
        var last = all.FindLastIndex(static m => m.Role == ChatRole.User);
        if (last < 0)
        {
            throw new ArgumentException("A skill answers a message of the user, and there is none.", nameof(messages));
        }

        var inputs = new Dictionary<string, object?>(_options.Inputs) { [_message] = all[last].Text };
        if (_history is not null)
        {
            inputs[_history] = all.Take(last).ToSkillHistory();
        }

        return inputs;
    }

    private static string MessageInputOf(Skill skill, string? history, SkillChatOptions options)
    {
        var names = Required(skill).Where(n => n != history && !options.Inputs.ContainsKey(n)).ToList();
        return names is [var only]
            ? only
            : throw new ArgumentException($"The skill '{skill.Slug}' has {names.Count} required inputs that could take the message. Name one with {nameof(SkillChatOptions)}.{nameof(SkillChatOptions.MessageInput)}, and give the others in {nameof(SkillChatOptions.Inputs)}.", nameof(skill));
    }

    private static IEnumerable<string> Required(Skill skill) =>
        skill.InputSchema is { ValueKind: JsonValueKind.Object } schema && schema.TryGetProperty("required", out var required) && required.ValueKind == JsonValueKind.Array
            ? required.EnumerateArray().Where(static n => n.ValueKind == JsonValueKind.String).Select(static n => n.GetString()!)
            : [];
}
