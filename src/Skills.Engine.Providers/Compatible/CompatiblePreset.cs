using System.Text.Json.Serialization;

namespace Skills.Engine;

/// <summary>The services and servers whose form of chat completions is known.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<CompatiblePreset>))]
public enum CompatiblePreset
{
    /// <summary>None: OpenAI's form with <c>max_tokens</c>, at the <c>BaseUrl</c> of the options.</summary>
    Generic,

    /// <summary>Groq; key <c>GROQ_API_KEY</c>.</summary>
    Groq,

    /// <summary>OpenRouter; key <c>OPENROUTER_API_KEY</c>. Costs are what the service says it charged.</summary>
    OpenRouter,

    /// <summary>DeepSeek; key <c>DEEPSEEK_API_KEY</c>.</summary>
    DeepSeek,

    /// <summary>Mistral; key <c>MISTRAL_API_KEY</c>.</summary>
    Mistral,

    /// <summary>xAI; key <c>XAI_API_KEY</c>.</summary>
    XAI,

    /// <summary>Together; key <c>TOGETHER_API_KEY</c>.</summary>
    Together,

    /// <summary>Fireworks; key <c>FIREWORKS_API_KEY</c>.</summary>
    Fireworks,

    /// <summary>Azure OpenAI; key <c>AZURE_OPENAI_API_KEY</c>, address <c>AZURE_OPENAI_ENDPOINT</c>. The wire id of a model is the name of its deployment.</summary>
    AzureOpenAI,

    /// <summary>vLLM at port 8000 of this machine.</summary>
    VLlm,

    /// <summary>LM Studio at port 1234 of this machine.</summary>
    LMStudio,

    /// <summary>The server of llama.cpp at port 8080 of this machine.</summary>
    LlamaCpp,

    /// <summary>Ollama's chat completions at port 11434 of this machine.</summary>
    Ollama,
}
