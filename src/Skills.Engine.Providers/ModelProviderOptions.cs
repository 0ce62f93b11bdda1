using System.Text.Json.Serialization;
using Microsoft.Extensions.Configuration;

namespace Skills.Engine;

/// <summary>What all HTTP providers share. Bound from <c>SkillsEngine:Providers:&lt;Name&gt;</c>; code wins over configuration, configuration over the environment.</summary>
public abstract class ModelProviderOptions
{
    /// <summary>The key. Never logged.</summary>
    /// <value>Default null: taken from the provider's usual environment variable.</value>
    public string? ApiKey { get; set; }

    /// <summary>Address of the API, for gateways, proxies and tests; <c>http:</c> or <c>https:</c>, a query string is kept.</summary>
    /// <value>Default null: the provider's own address.</value>
    public string? BaseUrl { get; set; }

    /// <summary>Several keys, regions or addresses of this provider. Calls are spread by weight, and move on at once when one is limited, overloaded or refuses the key.</summary>
    /// <value>Default empty: the options themselves are the only one. At most 64 are used.</value>
    public IList<ProviderDeployment> Deployments { get; } = [];

    /// <summary>Headers sent with every call; they replace those the client sets itself, the key's included.</summary>
    public IDictionary<string, string> Headers { get; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>Most bytes of one answer, decompressed; more is <see cref="ModelErrorKind.Malformed"/>.</summary>
    /// <value>Default 16 MiB; at least 1,024.</value>
    public int MaxResponseBytes { get; set; } = 16 * 1024 * 1024;

    /// <summary>What happens to an option the model or API does not take.</summary>
    /// <value>Default <see cref="UnsupportedOptionAction.Warn"/>.</value>
    public UnsupportedOptionAction UnsupportedOptions { get; set; }

    internal const int MostDeployments = 64;

    /// <summary>Returns what is wrong with the settings that only this provider has.</summary>
    /// <param name="section">The section they are bound from.</param>
    internal virtual IEnumerable<string> Problems(string section) => [];

    /// <summary>Reads configuration into the options. Each class binds itself, so that the binding is generated for its type.</summary>
    internal virtual void Bind(IConfiguration section)
    {
    }

    /// <summary>The options with the values of one deployment in place.</summary>
    internal virtual ModelProviderOptions With(ProviderDeployment deployment)
    {
        var copy = (ModelProviderOptions)MemberwiseClone();
        copy.ApiKey = string.IsNullOrWhiteSpace(deployment.ApiKey) ? ApiKey : deployment.ApiKey.Trim();
        copy.BaseUrl = string.IsNullOrWhiteSpace(deployment.BaseUrl) ? BaseUrl : deployment.BaseUrl.Trim();
        return copy;
    }
}

/// <summary>What happens to an option the model or API does not take.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<UnsupportedOptionAction>))]
public enum UnsupportedOptionAction
{
    /// <summary>The call goes out without it and the result carries a warning.</summary>
    Warn,

    /// <summary>The call fails as <see cref="ModelErrorKind.InvalidRequest"/> before anything is sent.</summary>
    Fail,
}
