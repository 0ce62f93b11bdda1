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

    /// <summary>Headers sent with every call; they replace those the client sets itself, the key's included.</summary>
    public IDictionary<string, string> Headers { get; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>Most bytes of one answer, decompressed; more is <see cref="ModelErrorKind.Malformed"/>.</summary>
    /// <value>Default 16 MiB; at least 1,024.</value>
    public int MaxResponseBytes { get; set; } = 16 * 1024 * 1024;

    /// <summary>What happens to an option the model or API does not take.</summary>
    /// <value>Default <see cref="UnsupportedOptionAction.Warn"/>.</value>
    public UnsupportedOptionAction UnsupportedOptions { get; set; }
}

/// <summary>What happens to an option the model or API does not take.</summary>
public enum UnsupportedOptionAction
{
    /// <summary>The call goes out without it and the result carries a warning.</summary>
    Warn,

    /// <summary>The call fails as <see cref="ModelErrorKind.InvalidRequest"/> before anything is sent.</summary>
    Fail,
}
