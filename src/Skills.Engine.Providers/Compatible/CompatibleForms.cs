using Skills.Engine.Providers.Http;
using Skills.Engine.Providers.Schemas;

namespace Skills.Engine.Providers.Compatible;

/// <summary>The forms of the presets, after the services' public references.</summary>
internal static class CompatibleForms
{
    private static readonly CompatibleForm Generic = new();

    private static readonly CompatibleForm Groq = new()
    {
        BaseUrl = "https://api.groq.com/openai/v1",
        KeyVariable = "GROQ_API_KEY",
        Fields = new() { MaxTokensField = "max_completion_tokens" },
        Dialect = SchemaDialects.OpenAIStrict with { NativeWithTools = false },
        Models = CompatibleModels.Groq,
    };

    private static readonly CompatibleForm OpenRouter = new()
    {
        BaseUrl = "https://openrouter.ai/api/v1",
        KeyVariable = "OPENROUTER_API_KEY",
        ChargesUsd = true,
        Fields = new() { TopK = true, FileUrls = true },
    };

    private static readonly CompatibleForm DeepSeek = new()
    {
        BaseUrl = "https://api.deepseek.com/v1",
        KeyVariable = "DEEPSEEK_API_KEY",
        Models = CompatibleModels.DeepSeek,
    };

    // The last event of a stream has the usage unasked, and a field it does not know is an error.
    private static readonly CompatibleForm Mistral = new()
    {
        BaseUrl = "https://api.mistral.ai/v1",
        KeyVariable = "MISTRAL_API_KEY",
        Fields = new() { AskForUsage = false, SeedField = "random_seed", DocumentUrls = true, LogProbabilities = false },
        Models = CompatibleModels.Mistral,
    };

    private static readonly CompatibleForm XAI = new()
    {
        BaseUrl = "https://api.x.ai/v1",
        KeyVariable = "XAI_API_KEY",
        Fields = new() { MaxTokensField = "max_completion_tokens", StopNeedsSampling = true },
        Models = CompatibleModels.XAI,
    };

    private static readonly CompatibleForm Together = new()
    {
        BaseUrl = "https://api.together.xyz/v1",
        KeyVariable = "TOGETHER_API_KEY",
        Fields = new() { TopK = true },
        Models = CompatibleModels.Together,
    };

    private static readonly CompatibleForm Fireworks = new()
    {
        BaseUrl = "https://api.fireworks.ai/inference/v1",
        KeyVariable = "FIREWORKS_API_KEY",
        Fields = new() { TopK = true },
    };

    private static readonly CompatibleForm Azure = new()
    {
        KeyVariable = "AZURE_OPENAI_API_KEY",
        AddressVariable = "AZURE_OPENAI_ENDPOINT",
        Fields = new() { MaxTokensField = "max_completion_tokens", StopNeedsSampling = true, CacheKey = true },
        Dialect = SchemaDialects.OpenAIStrict,
    };

    private static readonly CompatibleForm VLlm = LocalAt("http://localhost:8000/v1");
    private static readonly CompatibleForm LMStudio = LocalAt("http://localhost:1234/v1");
    private static readonly CompatibleForm LlamaCpp = LocalAt("http://localhost:8080/v1");
    private static readonly CompatibleForm Ollama = LocalAt("http://localhost:11434/v1") with { Fields = new() };

    public static CompatibleForm Of(CompatiblePreset preset) => preset switch
    {
        CompatiblePreset.Groq => Groq,
        CompatiblePreset.OpenRouter => OpenRouter,
        CompatiblePreset.DeepSeek => DeepSeek,
        CompatiblePreset.Mistral => Mistral,
        CompatiblePreset.XAI => XAI,
        CompatiblePreset.Together => Together,
        CompatiblePreset.Fireworks => Fireworks,
        CompatiblePreset.AzureOpenAI => Azure,
        CompatiblePreset.VLlm => VLlm,
        CompatiblePreset.LMStudio => LMStudio,
        CompatiblePreset.LlamaCpp => LlamaCpp,
        CompatiblePreset.Ollama => Ollama,
        _ => Generic,
    };

    /// <summary>Returns the preset that a provider's name means, whatever its case and hyphens; generic for any other.</summary>
    public static CompatiblePreset Named(string name)
    {
        var plain = name.Replace("-", "", StringComparison.Ordinal).Replace(".", "", StringComparison.Ordinal).Replace("_", "", StringComparison.Ordinal);
        return plain.Equals("azure", StringComparison.OrdinalIgnoreCase) ? CompatiblePreset.AzureOpenAI
            : Enum.TryParse<CompatiblePreset>(plain, ignoreCase: true, out var preset) && Enum.IsDefined(preset) && !char.IsAsciiDigit(plain[0]) ? preset
            : CompatiblePreset.Generic;
    }

    private static CompatibleForm LocalAt(string url) => new()
    {
        BaseUrl = url,
        IsLocal = true,
        Fields = new() { TopK = true },
        Dialect = new() { AlwaysNative = true },
    };
}
