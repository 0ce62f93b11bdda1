namespace Skills.Engine;

/// <summary>One of several addresses and keys of a provider. What is not set here is taken from the provider's own options.</summary>
public sealed class ProviderDeployment
{
    /// <summary>A name for error messages.</summary>
    /// <value>Default null: its place in the list.</value>
    public string? Name { get; set; }

    /// <summary>The key. Never logged.</summary>
    /// <value>Default null: the provider's.</value>
    public string? ApiKey { get; set; }

    /// <summary>Address of the API.</summary>
    /// <value>Default null: the provider's.</value>
    public string? BaseUrl { get; set; }

    /// <summary>The region, for providers whose address has one.</summary>
    /// <value>Default null: the provider's.</value>
    public string? Region { get; set; }

    /// <summary>Its share of the calls, in proportion to the other deployments.</summary>
    /// <value>Default 1; more than 0.</value>
    public double Weight { get; set; } = 1;

    /// <summary>Calls per minute that it grants; more go to the other deployments.</summary>
    /// <value>Default null: no limit of its own; at least 1.</value>
    public int? RequestsPerMinute { get; set; }

    /// <summary>The models it serves: their id in the catalog, and their name here.</summary>
    /// <value>Default empty: every model, under its own name.</value>
    public IDictionary<string, string> Models { get; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
}
