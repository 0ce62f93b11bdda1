using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Skills.Engine.Providers.Functions;

/// <summary>Turns a chat into the inputs of a skill. Immutable.</summary>
internal sealed class ChatInputs
{
    private readonly string _message;
    private readonly string? _history;
    private readonly string? _media;
    private readonly SkillChatOptions _options;

    private ChatInputs(string message, string? history, string? media, SkillChatOptions options) => (_message, _history, _media, _options) = (message, history, media, options);

    public static ChatInputs Of(Skill skill, SkillChatOptions options)
    {
        var history = options.HistoryInput ?? skill.Messages.Select(static m => m.History).FirstOrDefault(static h => h is not null);
        var media = options.MediaInput ?? skill.Messages.SelectMany(static m => m.Parts).Select(static p => p.MediaInput).FirstOrDefault(static m => m is not null);
        return new(options.MessageInput ?? MessageInputOf(skill, history, media, options), history, media, options);
    }

    public SkillExecutionContext? ContextOf(ChatOptions? options) => _options.Context?.Invoke(options);

    /// <summary>The inputs of one call.</summary>
    /// <exception cref="ArgumentException">There is no message of the user, or it has media and the skill takes none.</exception>
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

        var media = all[last].Contents.Select(MediaOf).OfType<ModelMedia>().ToArray();
        if (media.Length > 0)
        {
            inputs[_media ?? throw new ArgumentException($"The message has media, and no part of the skill's messages takes any. Add a part with 'media: {{ input: … }}', or name an input with {nameof(SkillChatOptions)}.{nameof(SkillChatOptions.MediaInput)}.", nameof(messages))] = media;
        }

        return inputs;
    }

    private ModelMedia? MediaOf(AIContent content) => content switch
    {
        DataContent { Uri: var url, MediaType: { } type } data => new(url, type) { Name = data.Name },
        UriContent { Uri: var url, MediaType: { } type } => new(url.ToString(), type),
        HostedFileContent { FileId: var id, MediaType: { } type } file when _options.FileProvider is { } provider => ModelMedia.FromFile(provider, id, type) with { Name = file.Name },
        HostedFileContent => throw new ArgumentException($"A hosted file needs a media type, and the provider that stores it in {nameof(SkillChatOptions)}.{nameof(SkillChatOptions.FileProvider)}."),
        _ => null,
    };

    private static string MessageInputOf(Skill skill, string? history, string? media, SkillChatOptions options)
    {
        var names = Required(skill).Where(n => n != history && n != media && !options.Inputs.ContainsKey(n)).ToList();
        return names is [var only]
            ? only
            : throw new ArgumentException($"The skill '{skill.Slug}' has {names.Count} required inputs that could take the message. Name one with {nameof(SkillChatOptions)}.{nameof(SkillChatOptions.MessageInput)}, and give the others in {nameof(SkillChatOptions.Inputs)}.", nameof(skill));
    }

    private static IEnumerable<string> Required(Skill skill) =>
        skill.InputSchema is { ValueKind: JsonValueKind.Object } schema && schema.TryGetProperty("required", out var required) && required.ValueKind == JsonValueKind.Array
            ? required.EnumerateArray().Where(static n => n.ValueKind == JsonValueKind.String).Select(static n => n.GetString()!)
            : [];
}
