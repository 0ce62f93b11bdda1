using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Skills.Engine.Providers.Compatible;
using Skills.Engine.Providers.Http;

namespace Skills.Engine;

/// <summary>Registers services that speak OpenAI's chat completions.</summary>
public static class CompatibleRegistration
{
    private static readonly string[] Taken = ["anthropic", "openai", "google", "watsonx", "local", "bedrock", "vertex"];

    /// <summary>Adds a named service. Several can be added, each under a name of its own.</summary>
    /// <param name="builder">The engine's builder.</param>
    /// <param name="name">The provider's name in <c>provider/model</c> and in configuration. The name of a preset, such as <c>groq</c>, <c>openrouter</c>, <c>deepseek</c>, <c>mistral</c>, <c>xai</c>, <c>together</c>, <c>fireworks</c>, <c>azure</c>, <c>vllm</c>, <c>lmstudio</c>, <c>llamacpp</c> or <c>ollama</c>, chooses it.</param>
    /// <param name="configure">Changes the options after configuration was bound; null for none.</param>
    /// <exception cref="ArgumentException">The name is that of a provider with an own API, or has characters other than letters, digits, <c>-</c>, <c>_</c> and <c>.</c>.</exception>
    public static SkillsEngineBuilder AddOpenAICompatible(this SkillsEngineBuilder builder, string name, Action<OpenAICompatibleOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        if (name.Any(static c => !char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_' or '.')) || Taken.Contains(name, StringComparer.OrdinalIgnoreCase))
        {
            throw new ArgumentException($"'{name}' cannot name an OpenAI-compatible provider. Use letters, digits, '-', '_' and '.', and none of {string.Join(", ", Taken)}.", nameof(name));
        }

        ProviderOptionsRegistration.AddOptions(builder, name, configure, (options, configuration) => Complete(name, options, configuration), options => KeyVariable(name, options), name);
        if (builder.Services.Any(s => s.ImplementationInstance is Instance known && known.Name == name))
        {
            return builder;
        }

        builder.Services.AddSingleton(new Instance(name));
        ProviderHttp.AddClient(builder.Services, name);
        ProviderHttp.OpenModels(builder.Services, name);
        builder.Services.AddSingleton<IModelClient>(services =>
            new CompatibleClient(name, services.GetRequiredService<IOptionsMonitor<OpenAICompatibleOptions>>(), services.GetRequiredService<ProviderParts>()));
        builder.Services.AddSingleton<IPostConfigureOptions<SkillsEngineOptions>>(services =>
            new CompatibleModelsSetup(name, services.GetRequiredService<IOptionsMonitor<OpenAICompatibleOptions>>()));
        return builder;
    }

    private static void Complete(string name, OpenAICompatibleOptions options, Microsoft.Extensions.Configuration.IConfiguration? configuration)
    {
        var form = CompatibleForms.Of(options.Preset ?? CompatibleForms.Named(name));
        if (form.KeyVariable is { } key && options.Credential is null)
        {
            options.ApiKey ??= ProviderKeys.Variable(configuration, key);
        }

        if (form.AddressVariable is { } address)
        {
            options.BaseUrl ??= ProviderKeys.Variable(configuration, address);
        }
    }

    private static string? KeyVariable(string name, OpenAICompatibleOptions options) =>
        CompatibleForms.Of(options.Preset ?? CompatibleForms.Named(name)) is { NeedsKey: true } form && options.Credential is null ? form.KeyVariable : null;

    // Says that a name is registered.
    private sealed record Instance(string Name);
}
