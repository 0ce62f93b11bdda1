using System.Text.Json.Serialization;

namespace Skills.Engine.Testing;

/// <summary>A call of a tool within an answer of the loopback server.</summary>
/// <param name="Name">The tool's name.</param>
/// <param name="Arguments">The arguments as JSON text. APIs that carry them as text take any text; the others need JSON.</param>
public sealed record LoopbackToolCall(string Name, string Arguments = "{}")
{
    /// <summary>The id of the call; null for one that the server makes.</summary>
    public string? Id { get; init; }
}

/// <summary>How calls are streamed in chat completions. Other APIs have one way only.</summary>
[Flags]
[JsonConverter(typeof(JsonStringEnumConverter<LoopbackToolForm>))]
public enum LoopbackToolForm
{
    /// <summary>Each call with its own index; id and name in its first piece.</summary>
    Plain = 0,

    /// <summary>Every call has index 0.</summary>
    IndexZero = 1,

    /// <summary>Names come in pieces.</summary>
    SplitNames = 2,

    /// <summary>Calls come without ids.</summary>
    NoIds = 4,

    /// <summary>Each piece repeats id and name.</summary>
    Repeated = 8,
}
