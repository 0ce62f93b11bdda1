using System.Diagnostics.CodeAnalysis;

namespace Skills.Engine.Providers.Http;

/// <summary>Declares the sections of providers, so that a misspelled one stops the host at start.</summary>
internal static class ProviderSections
{
    // Configuration may be shared by hosts that do not use every provider in it.
    private static readonly string[] Usual = ["Anthropic", "OpenAI", "Google", "WatsonX", "Local", "Bedrock", "Vertex", "Azure", "azure-openai", "lm-studio", "llama-cpp", "llama.cpp", .. Enum.GetNames<CompatiblePreset>()];

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
