using System.Text.Json;
using System.Text.Json.Serialization;

namespace Skills.Engine.Testing;

/// <summary>A request the loopback server received.</summary>
public sealed record RecordedRequest
{
    /// <summary>The API it was meant for.</summary>
    public required LoopbackApi Api { get; init; }

    /// <summary>The HTTP method.</summary>
    public required string Method { get; init; }

    /// <summary>Path and query.</summary>
    public required string Target { get; init; }

    /// <summary>The protocol, such as <c>HTTP/1.1</c>.</summary>
    public required string Protocol { get; init; }

    /// <summary>Headers, names without case; several values joined by a comma.</summary>
    public required IReadOnlyDictionary<string, string> Headers { get; init; }

    /// <summary>The body as it came.</summary>
    public required ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>The model asked for; empty when the request names none.</summary>
    public string Model { get; init; } = "";

    /// <summary>Whether a stream was asked for.</summary>
    public bool Stream { get; init; }

    /// <summary>The path as it was sent, without its query.</summary>
    internal string RawPath { get; init; } = "";

    /// <summary>The body as JSON.</summary>
    /// <exception cref="JsonException">It is none.</exception>
    public JsonElement Json => JsonElement.Parse(Body.Span);
}

/// <summary>The APIs the loopback server speaks.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<LoopbackApi>))]
public enum LoopbackApi
{
    /// <summary>None of them: answered with 404.</summary>
    Unknown,

    /// <summary>Anthropic Messages.</summary>
    Anthropic,

    /// <summary>OpenAI chat completions, also as local servers speak it.</summary>
    ChatCompletions,

    /// <summary>OpenAI Responses.</summary>
    Responses,

    /// <summary>Google Gemini generateContent.</summary>
    Google,

    /// <summary>IBM watsonx.ai text chat.</summary>
    WatsonX,

    /// <summary>IBM Cloud IAM, where watsonx gets its tokens.</summary>
    IbmIam,

    /// <summary>Ollama's own chat.</summary>
    Ollama,

    /// <summary>Amazon Bedrock's Converse.</summary>
    Bedrock,

    /// <summary>Gemini on Vertex AI.</summary>
    Vertex,

    /// <summary>Google's token endpoint.</summary>
    GoogleToken,

    /// <summary>The metadata server of Google Cloud.</summary>
    GoogleMetadata,

    /// <summary>The batches of OpenAI, with their files.</summary>
    OpenAIBatch,

    /// <summary>The batches of Anthropic.</summary>
    AnthropicBatch,

    /// <summary>The batches of Google Gemini.</summary>
    GoogleBatch,
}
