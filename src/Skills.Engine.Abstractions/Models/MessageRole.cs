using System.Text.Json.Serialization;

namespace Skills.Engine;

/// <summary>The author of the message.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<MessageRole>))]
public enum MessageRole
{
    /// <summary>Instructions of the skill's author.</summary>
    System,

    /// <summary>The caller's turn.</summary>
    User,

    /// <summary>The model's turn.</summary>
    Assistant,

    /// <summary>Results of the tools that the model's last turn called. Not a role of a skill's own messages.</summary>
    Tool,
}
