namespace Skills.Engine;

/// <summary>One message as it is sent.</summary>
/// <param name="Role">The author of the message.</param>
/// <param name="Text">The text parts, joined.</param>
public sealed record ModelMessage(MessageRole Role, string Text)
{
    /// <summary>Media sent with the text, in order; empty for a plain text message.</summary>
    public IReadOnlyList<ModelMedia> Media { get; init; } = [];

    /// <summary>True at the end of a stable prefix, for providers with prompt caching.</summary>
    public bool CacheBreakpoint { get; init; }

    /// <summary>The tools that this turn of the model calls, in order; empty for any other message.</summary>
    public IReadOnlyList<ModelToolCall> ToolCalls { get; init; } = [];

    /// <summary>The results of the calls of the turn before, with <see cref="MessageRole.Tool"/>; empty for any other message.</summary>
    public IReadOnlyList<ModelToolResult> ToolResults { get; init; } = [];

    /// <summary>The turn of the model in its provider's own form, which that model gets back as it was; null for any other message.</summary>
    public ModelTurn? Turn { get; init; }
}
