using System.Text.Json;
using System.Text.Json.Serialization;

namespace Skills.Engine;

/// <summary>A tool as it is offered to a model.</summary>
/// <param name="Name">Letters, digits, hyphen and underscore, beginning with a letter or an underscore; at most 64.</param>
/// <param name="Description">What the tool does and when to call it.</param>
/// <param name="Parameters">JSON Schema of the arguments; an object.</param>
public sealed record ModelTool(string Name, string Description, JsonElement Parameters);

/// <summary>Whether a model may call the tools that it is offered.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ModelToolChoice>))]
public enum ModelToolChoice
{
    /// <summary>The model decides.</summary>
    Auto,

    /// <summary>The model must answer without a call. Providers without such a setting are only told so by the results.</summary>
    None,
}

/// <summary>A call of a tool that a model asks for.</summary>
/// <param name="Id">The provider's id of the call, or one made for it; unique within a reply.</param>
/// <param name="Name">The tool's name as the model wrote it.</param>
/// <param name="Arguments">The arguments as the model wrote them; JSON unless the model erred or was cut off.</param>
public sealed record ModelToolCall(string Id, string Name, string Arguments)
{
    /// <summary>Returns the name and the id. It contains no arguments.</summary>
    public override string ToString() => $"{Name} ({Id})";
}

/// <summary>The result of a tool call as a model gets it.</summary>
/// <param name="CallId">The id of the call.</param>
/// <param name="Name">The tool's name.</param>
/// <param name="Text">The result, or a sentence that says what went wrong.</param>
/// <param name="IsError">Whether the call failed.</param>
public sealed record ModelToolResult(string CallId, string Name, string Text, bool IsError = false)
{
    /// <summary>Returns the name and the id. It contains no result.</summary>
    public override string ToString() => $"{Name} ({CallId}){(IsError ? ", failed" : "")}";
}

/// <summary>A model's turn in its provider's own form, with what only that provider understands, such as signatures of its reasoning.</summary>
/// <param name="Provider">The provider.</param>
/// <param name="ModelId">The model.</param>
/// <param name="Content">The parts of the turn; an array.</param>
public sealed record ModelTurn(string Provider, string ModelId, JsonElement Content)
{
    /// <summary>Returns the model's name. It contains no content.</summary>
    public override string ToString() => $"{Provider}/{ModelId}";
}
