using Microsoft.Extensions.AI;
using Skills.Engine.Providers.Functions;

namespace Skills.Engine;

/// <summary>Hands skills to Microsoft.Extensions.AI and to Agent Framework: as functions that a model can call, and as chat clients.</summary>
public static class SkillFunctionExtensions
{
    /// <summary>Makes a function of a skill. Its name is the slug, its parameters are the inputs, and its result is the outputs.</summary>
    /// <param name="engine">The engine that runs the skill.</param>
    /// <param name="skill">The skill.</param>
    /// <param name="context">Makes the caller of each call, such as user and tenant; null for an anonymous one.</param>
    /// <returns>A thread-safe function. Inputs that are not valid are a result with the member <c>error</c>, which a model can read; any other failure throws <see cref="SkillExecutionException"/>.</returns>
    public static AIFunction AsAIFunction(this ISkillExecutionEngine engine, Skill skill, Func<AIFunctionArguments, SkillExecutionContext>? context = null)
    {
        ArgumentNullException.ThrowIfNull(engine);
        ArgumentNullException.ThrowIfNull(skill);
        return new SkillFunction(engine, skill, context);
    }

    /// <summary>Makes a function of a skill of the catalog.</summary>
    /// <param name="engine">The engine that runs the skill.</param>
    /// <param name="skillName"><c>name</c>, <c>name@version</c> or <c>name@range</c>.</param>
    /// <param name="context">Makes the caller of each call; null for an anonymous one.</param>
    /// <exception cref="ArgumentException">There is no such skill.</exception>
    public static AIFunction AsAIFunction(this ISkillExecutionEngine engine, string skillName, Func<AIFunctionArguments, SkillExecutionContext>? context = null)
    {
        ArgumentNullException.ThrowIfNull(engine);
        ArgumentException.ThrowIfNullOrEmpty(skillName);
        return engine.AsAIFunction(engine.Catalog.Find(skillName) ?? throw new ArgumentException($"There is no skill '{skillName}' in the catalog.", nameof(skillName)), context);
    }

    /// <summary>Makes a function of each skill of the catalog that can run, one for each name.</summary>
    /// <param name="engine">The engine that runs the skills.</param>
    /// <param name="context">Makes the caller of each call; null for an anonymous one.</param>
    public static IReadOnlyList<AIFunction> AsAIFunctions(this ISkillExecutionEngine engine, Func<AIFunctionArguments, SkillExecutionContext>? context = null)
    {
        ArgumentNullException.ThrowIfNull(engine);
        return
        [
            .. engine.Catalog.Definitions.Select(static d => d.Skill.Slug).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)
                .Select(engine.Catalog.Find).OfType<Skill>().Where(static s => s.Status != SkillStatus.Archived)
                .Select(skill => engine.AsAIFunction(skill, context)),
        ];
    }

    /// <summary>Makes a chat client of a skill: the last message of the user is an input, and earlier turns are its history.</summary>
    /// <param name="engine">The engine that runs the skill.</param>
    /// <param name="skill">The skill. Earlier turns are given to the input that one of its messages names as <see cref="SkillMessage.History"/>; without one they are left out.</param>
    /// <param name="options">Names of inputs, and the caller; null finds the inputs by the skill.</param>
    /// <returns>A thread-safe client. Disposing it does not dispose the engine.</returns>
    /// <exception cref="ArgumentException">It cannot be found out which input takes the message.</exception>
    public static IChatClient AsChatClient(this ISkillExecutionEngine engine, Skill skill, SkillChatOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(engine);
        ArgumentNullException.ThrowIfNull(skill);
        return new SkillChatClient(engine, skill, ChatInputs.Of(skill, options ?? new()));
    }

    /// <summary>Turns messages into the value of an input for earlier turns: <c>[{role, content}]</c>.</summary>
    /// <param name="messages">The messages. Only text of user and assistant is kept.</param>
    public static IReadOnlyList<SkillTurn> ToSkillHistory(this IEnumerable<ChatMessage> messages)
    {
        ArgumentNullException.ThrowIfNull(messages);
        return
        [
            .. messages.Where(static m => (m.Role == ChatRole.User || m.Role == ChatRole.Assistant) && m.Text.Length > 0)
                .Select(static m => new SkillTurn(m.Role == ChatRole.User ? "user" : "assistant", m.Text)),
        ];
    }

    /// <inheritdoc cref="ToSkillHistory(IEnumerable{ChatMessage})"/>
    public static IReadOnlyList<SkillTurn> ToSkillHistory(this IEnumerable<ModelMessage> messages)
    {
        ArgumentNullException.ThrowIfNull(messages);
        return
        [
            .. messages.Where(static m => m.Role is MessageRole.User or MessageRole.Assistant && m.Text.Length > 0)
                .Select(static m => new SkillTurn(m.Role == MessageRole.User ? "user" : "assistant", m.Text)),
        ];
    }
}

/// <summary>An earlier turn as an input.</summary>
/// <param name="Role"><c>user</c> or <c>assistant</c>.</param>
/// <param name="Content">The text.</param>
public sealed record SkillTurn(
    [property: System.Text.Json.Serialization.JsonPropertyName("role")] string Role,
    [property: System.Text.Json.Serialization.JsonPropertyName("content")] string Content);

/// <summary>How a skill answers as a chat client.</summary>
public sealed record SkillChatOptions
{
    /// <summary>The input that takes the last message of the user; null for the only required text input beside the history.</summary>
    public string? MessageInput { get; init; }

    /// <summary>The input that takes earlier turns; null for the one that a message of the skill names as history.</summary>
    public string? HistoryInput { get; init; }

    /// <summary>The input that takes the media of the last message, as a list; null for the one that a part of the skill's messages names.</summary>
    public string? MediaInput { get; init; }

    /// <summary>The provider that stores the files of <see cref="HostedFileContent"/>, such as <c>openai</c>; null refuses such files.</summary>
    public string? FileProvider { get; init; }

    /// <summary>Values of other inputs.</summary>
    public IReadOnlyDictionary<string, object?> Inputs { get; init; } = new Dictionary<string, object?>();

    /// <summary>Makes the caller of each call; null for an anonymous one.</summary>
    public Func<ChatOptions?, SkillExecutionContext>? Context { get; init; }
}
