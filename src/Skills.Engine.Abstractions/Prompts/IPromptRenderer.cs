using System.Text.Json;

namespace Skills.Engine;

/// <summary>Turns a skill's templates and checked inputs into messages. Replace it to bring another template language.</summary>
public interface IPromptRenderer
{
    /// <summary>Renders every message. Must be thread-safe and must not do I/O.</summary>
    /// <param name="skill">The skill; what is compiled from it may be kept by its reference.</param>
    /// <param name="inputs">Inputs that passed step 1, defaults applied; an object.</param>
    /// <param name="cancellationToken">Ends a long rendering.</param>
    /// <exception cref="PromptRenderException">The template cannot be parsed or rendered.</exception>
    RenderedPrompt Render(Skill skill, JsonElement inputs, CancellationToken cancellationToken);
}

/// <summary>The messages sent to the model.</summary>
/// <param name="Messages">At least one, roles as the skill's author wrote them.</param>
public sealed record RenderedPrompt(IReadOnlyList<ModelMessage> Messages)
{
    /// <summary>The whole prompt as one text: the single user message as it is, or each message under its role in brackets.</summary>
    public string Text => field ??= Messages is [{ Role: MessageRole.User } only]
        ? only.Text
        : string.Join("\n\n", Messages.Select(static m => $"[{m.Role.ToString().ToLowerInvariant()}]\n{m.Text}"));

    /// <summary>The abilities that the media of its messages ask of a model.</summary>
    internal ModelCapabilities Needs => Media().Aggregate(ModelCapabilities.None, static (all, m) => all | m.Needs);

    /// <summary>The provider that stores a file of its messages; null when there is none. There is one at most.</summary>
    internal string? FileProvider => Media().Select(static m => m.File?.Provider).FirstOrDefault(static p => p is not null);

    private IEnumerable<ModelMedia> Media() => Messages.Any(static m => m.Media.Count > 0) ? Messages.SelectMany(static m => m.Media) : [];
}

/// <summary>A template that cannot be parsed or rendered; becomes a <see cref="SkillError"/> with code <c>template.*</c>.</summary>
public sealed class PromptRenderException : Exception
{
    /// <summary>For hosts that need one without a place.</summary>
    public PromptRenderException() { }

    /// <inheritdoc cref="PromptRenderException()"/>
    public PromptRenderException(string message) : base(message) { }

    /// <inheritdoc cref="PromptRenderException()"/>
    public PromptRenderException(string message, Exception? innerException) : base(message, innerException) { }

    /// <summary>Makes one with its code and place.</summary>
    /// <param name="code">Such as <c>template.syntax</c>.</param>
    /// <param name="place">Template name, line and column, as <c>prompt:3:14</c>.</param>
    /// <param name="message">A sentence, with the line and a caret.</param>
    /// <param name="innerException">The template engine's own exception.</param>
    public PromptRenderException(string code, string place, string message, Exception? innerException = null) : base(message, innerException)
    {
        Code = code;
        Place = place;
    }

    /// <summary>Stable code. Default <c>template.render</c>.</summary>
    public string Code { get; } = "template.render";

    /// <summary>Template name, line and column; empty when unknown.</summary>
    public string Place { get; } = "";
}
