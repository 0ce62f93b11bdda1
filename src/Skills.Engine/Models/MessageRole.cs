namespace Skills.Engine;

/// <summary>The author of the message.</summary>
public enum MessageRole
{
    /// <summary>Instructions of the skill's author.</summary>
    System,

    /// <summary>The caller's turn.</summary>
    User,

    /// <summary>The model's turn.</summary>
    Assistant,
}
