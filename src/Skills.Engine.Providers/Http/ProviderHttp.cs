using System.Net;
using System.Net.Http.Headers;
using Microsoft.Extensions.DependencyInjection;

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

    /// <summary>Lets a skill ask for models of the provider that the catalog lacks, by <c>provider/model</c>.</summary>
    public static void OpenModels(IServiceCollection services, string provider) =>
        services.Configure<SkillsEngineOptions>(options => options.Catalog.OpenProviders.Add(provider));

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
