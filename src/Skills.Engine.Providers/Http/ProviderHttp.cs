using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Http.Headers;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Skills.Engine.Providers.Http;

/// <summary>The named <see cref="HttpClient"/> of a provider. A host changes it by configuring the same name: proxies, certificates, handlers.</summary>
internal static class ProviderHttp
{
    public static string ClientName(string provider) => "Skills.Engine." + provider;

    // Connections are renewed by age, so the handler itself may live as long as the client that keeps it.
    public static void AddClient(IServiceCollection services, string provider) =>
        services.AddHttpClient(ClientName(provider), static client =>
            {
                client.Timeout = Timeout.InfiniteTimeSpan;
                client.DefaultRequestVersion = HttpVersion.Version20;
                client.DefaultVersionPolicy = HttpVersionPolicy.RequestVersionOrLower;
            })
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan)
            .RemoveAllLoggers()
            .ConfigurePrimaryHttpMessageHandler(static () => new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                AutomaticDecompression = DecompressionMethods.All,
                ConnectTimeout = TimeSpan.FromSeconds(30),
                EnableMultipleHttp2Connections = true,
                PooledConnectionLifetime = TimeSpan.FromMinutes(10),
                PooledConnectionIdleTimeout = TimeSpan.FromMinutes(2),
                UseCookies = false,
            });

    /// <summary>Options of a provider: its configuration section, then the host's code, then what the environment fills in. A change of the configuration makes them new.</summary>
    /// <param name="builder">The engine's builder.</param>
    /// <param name="section">Name of the section below <c>SkillsEngine:Providers</c>.</param>
    /// <param name="configure">The host's code; null for none.</param>
    /// <param name="complete">Fills in from the environment.</param>
    /// <param name="keyVariable">Returns the environment variable of the key; null when the provider can be called without one.</param>
    /// <param name="instance">Name of the options; null for a provider that exists once.</param>
    public static void AddOptions<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicProperties)] TOptions>(
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

    /// <summary>Lets a skill ask for models of the provider that the catalog lacks, by <c>provider/model</c>.</summary>
    public static void OpenModels(IServiceCollection services, string provider) =>
        services.Configure<SkillsEngineOptions>(options => options.Catalog.OpenProviders.Add(provider));

    // Says that the options of a name are set up already.
    private sealed record ProviderOptionsName<TOptions>(string Name);

    /// <summary>The address given, or the provider's own when it is none; the fault itself is reported by <see cref="ProviderKeys.WhyNotReady"/>.</summary>
    public static string Usable(string? baseUrl, string own) =>
        Uri.TryCreate(baseUrl, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" ? baseUrl : own;

    public static void ReplaceHeaders(HttpRequestHeaders headers, IDictionary<string, string> own)
    {
        if (own.Count == 0)
        {
            return;
        }

        foreach (var (name, value) in own)
        {
            headers.Remove(name);
            headers.TryAddWithoutValidation(name, value);
        }
    }

    /// <summary>The address of an API under a base that may or may not end in its version, its query kept.</summary>
    public static Uri Join(string baseUrl, string version, string path)
    {
        var address = new UriBuilder(baseUrl);
        var folder = address.Path.TrimEnd('/');
        address.Path = folder.EndsWith(version, StringComparison.OrdinalIgnoreCase) || version.Length == 0 ? folder + path : folder + version + path;
        return address.Uri;
    }
}
