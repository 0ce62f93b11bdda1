using System.Diagnostics.CodeAnalysis;

namespace Skills.Engine.Providers.Http;

/// <summary>Declares the sections of providers, so that a misspelled one stops the host at start.</summary>
internal static class ProviderSections
{
    // Configuration may be shared by hosts that do not use every provider in it.
    private static readonly string[] Usual =
    [
        "Anthropic", "OpenAI", "Google", "WatsonX", "Local", "Bedrock", "Vertex",
        "Groq", "OpenRouter", "DeepSeek", "Mistral", "XAI", "Together", "Fireworks", "Azure", "AzureOpenAI", "azure-openai",
        "VLlm", "LMStudio", "lm-studio", "LlamaCpp", "llama-cpp", "llama.cpp", "Ollama",
    ];

    /// <summary>Declares the section of one provider, and the names of the others.</summary>
    public static void Declare<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicProperties)] TOptions>(SkillsEngineBuilder builder, string section)
        where TOptions : ModelProviderOptions
    {
        builder.AddSettings<TOptions, ProviderDeployment>("Providers:" + section, nameof(ModelProviderOptions.Deployments));
        foreach (var name in Usual)
        {
            builder.AddSettings("Providers:" + name);
        }
    }
}
