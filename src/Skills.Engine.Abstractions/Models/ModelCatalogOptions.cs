namespace Skills.Engine;

/// <summary>Where the model catalog comes from; configuration section <c>SkillsEngine:Catalog</c>.</summary>
public sealed class ModelCatalogOptions
{
    /// <summary>Whether the catalog that comes with the package is used.</summary>
    /// <value>Default true.</value>
    public bool Embedded { get; set; } = true;

    /// <summary>Providers whose embedded entries are left out, as when a host lists all their models itself.</summary>
    /// <value>Default empty.</value>
    public IList<string> WithoutProviders { get; } = [];

    /// <summary>Providers whose models may be asked for as <c>provider/model</c> although the catalog lacks them; each provider of the packages adds itself.</summary>
    /// <value>Default empty. The price of such a model is unknown, and each result carries a warning.</value>
    public IList<string> OpenProviders { get; } = [];

    /// <summary>A YAML file of the embedded catalog's form, read once at start; its entries replace those of the same provider and id.</summary>
    /// <value>Default null: none.</value>
    public string? OverlayFile { get; set; }

    /// <summary>More files like <see cref="OverlayFile"/>, read after it in their order.</summary>
    /// <value>Default empty.</value>
    public IList<string> OverlayFiles { get; } = [];

    /// <summary>SHA-256 that the overlay files must have, in hexadecimal, by their path; a file with another is refused.</summary>
    /// <value>Default empty: not checked.</value>
    public IDictionary<string, string> OverlayHashes { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Age at which the catalog's prices are warned of, once in the log.</summary>
    /// <value>Default 180 days; more than zero.</value>
    public TimeSpan MaxAge { get; set; } = TimeSpan.FromDays(180);

    /// <summary>Whether servers of one's own are asked for their models, before the first choice and when no model fits.</summary>
    /// <value>Default true.</value>
    public bool Discover { get; set; } = true;

    /// <summary>Longest wait for a server's list of models.</summary>
    /// <value>Default two seconds; more than zero.</value>
    public TimeSpan DiscoveryTimeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Shortest time between two questions for models.</summary>
    /// <value>Default 30 seconds; more than zero.</value>
    public TimeSpan DiscoveryPause { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Highest price believed, in USD per million tokens; a higher one is taken for a slip of units and refused.</summary>
    /// <value>Default 2,000; more than 0.</value>
    public decimal HighestPrice { get; set; } = 2000m;
}
