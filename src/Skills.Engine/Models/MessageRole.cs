namespace Skills.Engine;

/// <summary>Who speaks.</summary>
public enum MessageRole
{
    /// <summary>Instructions of the skill's author.</summary>
    System,

    /// <summary>The caller's turn.</summary>
    User,

    /// <summary>The model's turn.</summary>
    Assistant,
}
