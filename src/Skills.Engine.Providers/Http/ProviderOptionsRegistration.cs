using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Skills.Engine.Providers.Http;

/// <summary>Registers the options of a provider.</summary>
internal static class ProviderOptionsRegistration
{
    /// <summary>Options of a provider: its configuration section, then the host's code, then what the environment fills in. A change of the configuration makes them new.</summary>
    /// <param name="builder">The engine's builder.</param>
    /// <param name="section">Name of the section below <c>SkillsEngine:Providers</c>.</param>
    /// <param name="configure">The host's code; null for none.</param>
    /// <param name="complete">Fills in from the environment.</param>
    /// <param name="keyVariable">Returns the environment variable of the key; null when the provider can be called without one.</param>
    /// <param name="instance">Name of the options; null for a provider that exists once.</param>
    public static void AddOptions<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicProperties | DynamicallyAccessedMemberTypes.PublicParameterlessConstructor)] TOptions>(
        SkillsEngineBuilder builder,
        string section,
        Action<TOptions>? configure,
        Action<TOptions, IConfiguration?> complete,
        Func<TOptions, string?>? keyVariable = null,
        string? instance = null)
        where TOptions : ModelProviderOptions
    {
        var services = builder.Services;
        var name = instance ?? Options.DefaultName;
        services.TryAddSingleton<ProviderParts>();
        services.AddOptions<TOptions>(name);
        if (!services.Any(s => s.ImplementationInstance is ProviderOptionsName<TOptions> known && known.Name == name))
        {
            services.AddSingleton(new ProviderOptionsName<TOptions>(name));
            services.AddSingleton<IConfigureOptions<TOptions>>(provider => new ProviderOptionsSetup<TOptions>(name, section, provider.GetService<IConfiguration>(), complete));
            services.AddSingleton<IPostConfigureOptions<TOptions>>(provider => new ProviderOptionsSetup<TOptions>(name, section, provider.GetService<IConfiguration>(), complete));
            services.AddSingleton<IOptionsChangeTokenSource<TOptions>>(provider => new ConfigurationChangeTokenSource<TOptions>(name, provider.GetService<IConfiguration>() ?? new ConfigurationBuilder().Build()));
            services.AddSingleton<IValidateOptions<SkillsEngineOptions>>(provider => new ProviderSettingsCheck<TOptions>(
                name, section, keyVariable ?? (static _ => null), provider.GetRequiredService<IOptionsMonitor<TOptions>>(), provider.GetRequiredService<IConfiguration>(),
                provider.GetRequiredService<IServiceProviderIsService>().IsService(typeof(IModelKeyResolver))));
            ProviderSections.Declare<TOptions>(builder, section);
        }

        if (configure is not null)
        {
            services.Configure(name, configure);
        }
    }

    // Says that the options of a name are set up already.
    private sealed record ProviderOptionsName<TOptions>(string Name);
}
