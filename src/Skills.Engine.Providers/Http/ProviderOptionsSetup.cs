using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Skills.Engine.Providers.Http;

/// <summary>Binds a provider's options from configuration, and completes them from the environment after the host's own code.</summary>
internal sealed class ProviderOptionsSetup<TOptions>(string instance, string section, IConfiguration? configuration, Action<TOptions, IConfiguration?> complete)
    : IConfigureNamedOptions<TOptions>, IPostConfigureOptions<TOptions>
    where TOptions : ModelProviderOptions
{
    public void Configure(TOptions options) => Configure(Options.DefaultName, options);

    public void Configure(string? name, TOptions options)
    {
        if (name == instance)
        {
            if (configuration is not null)
            {
                options.Bind(configuration.GetSection($"SkillsEngine:Providers:{section}"));
            }
        }
    }

    public void PostConfigure(string? name, TOptions options)
    {
        if (name == instance)
        {
            options.ApiKey = Trimmed(options.ApiKey);
            options.BaseUrl = Trimmed(options.BaseUrl);
            complete(options, configuration);
        }
    }

    private static string? Trimmed(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
