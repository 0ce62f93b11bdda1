using System.Reflection;
using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using Skills.Engine.Models;

namespace Skills.Engine;

/// <summary>Every model known: the embedded catalog, then the overlay file, then <see cref="SkillsEngineOptions.Models"/>; later entries replace earlier ones. A server of one's own is asked for its models. Thread-safe.</summary>
public sealed class ModelCatalog
{
    private const string LocalPrefix = "local/";

    private const int LongestName = 200;

    private readonly Lock _gate = new();
    private Listing _listing;
    private readonly string[] _openProviders;

    /// <summary>Reads the catalog the options describe.</summary>
    /// <param name="options">The engine's options.</param>
    /// <exception cref="ModelCatalogException">An entry is wrong; the message names file and line.</exception>
    public ModelCatalog(IOptions<SkillsEngineOptions> options)
    {
        ArgumentNullException.ThrowIfNull(options);

        var settings = options.Value.Catalog;
        var reader = new ModelCatalogReader(settings.HighestPrice);
        var models = new Dictionary<(string, string), ModelDefinition>();

        if (settings.Embedded)
        {
            Put(models, ReadEmbedded(reader).Where(m => !settings.WithoutProviders.Contains(m.Provider, StringComparer.OrdinalIgnoreCase)));
        }

        foreach (var file in (IEnumerable<string>)[.. settings.OverlayFile is { Length: > 0 } first ? [first] : Array.Empty<string>(), .. settings.OverlayFiles])
        {
            Put(models, ReadFile(reader, file, settings.OverlayHashes));
        }

        foreach (var model in options.Value.Models)
        {
            PriceSanity.Check(model, settings.HighestPrice, "SkillsEngineOptions.Models");
            Put(models, [model]);
        }

        _openProviders = [.. settings.OpenProviders.Distinct(StringComparer.OrdinalIgnoreCase)];
        AsOf = reader.AsOf;
        _listing = new([.. models.Values]);
    }

    /// <summary>Every model, in the order of reading; the disabled ones too. Another list once a server was asked for its models.</summary>
    public IReadOnlyList<ModelDefinition> Models => Volatile.Read(ref _listing).Models;

    /// <summary>The day that the newest of the files read says its prices are of; null when none says one.</summary>
    public DateOnly? AsOf { get; }

    /// <summary>Finds a model by <c>id</c>, <c>provider/id</c>, alias or <c>provider/alias</c>, without case; null when there is none. An id that several providers serve means the first of them.</summary>
    /// <param name="idOrAlias">As a skill writes it. <c>local/</c> and any name is a model of the local server, whether listed or not; so is the name of any <see cref="ModelCatalogOptions.OpenProviders"/>.</param>
    public ModelDefinition? Find(string idOrAlias)
    {
        ArgumentNullException.ThrowIfNull(idOrAlias);

        var name = idOrAlias.Trim();
        return Volatile.Read(ref _listing).ByName.TryGetValue(name, out var model) ? model : FindLocal(name) ?? FindUnlisted(name);
    }

    /// <summary>A model of a server one runs oneself: any name, free of charge, its output constrained by grammar.</summary>
    /// <param name="name">As the server knows it.</param>
    public static ModelDefinition Local(string name) => new()
    {
        Id = name,
        Provider = "local",
        Capabilities = ModelCapabilities.JsonSchema | ModelCapabilities.JsonMode | ModelCapabilities.Streaming
            | ModelCapabilities.Sampling | ModelCapabilities.Seed | ModelCapabilities.SystemPrompt,
        Prices = [new() { Input = 0, Output = 0 }],
    };

    private static ModelDefinition? FindLocal(string name) =>
        name.StartsWith(LocalPrefix, StringComparison.OrdinalIgnoreCase) && name.Length > LocalPrefix.Length ? Local(name[LocalPrefix.Length..]) : null;

    // A vendor's newest model is of use before any catalog has it.
    private ModelDefinition? FindUnlisted(string name)
    {
        var slash = name.IndexOf('/', StringComparison.Ordinal);
        return slash > 0 && slash < name.Length - 1 && name.Length <= LongestName
            && _openProviders.FirstOrDefault(p => name.AsSpan(0, slash).Equals(p, StringComparison.OrdinalIgnoreCase)) is { } provider
                ? new()
                {
                    Id = name[(slash + 1)..],
                    Provider = provider,
                    IsUnlisted = true,
                    OnlyByName = true,
                    Capabilities = ModelCapabilities.JsonSchema | ModelCapabilities.JsonMode | ModelCapabilities.Tools | ModelCapabilities.Vision | ModelCapabilities.Documents
                        | ModelCapabilities.Streaming | ModelCapabilities.Sampling | ModelCapabilities.Seed | ModelCapabilities.SystemPrompt,
                }
                : null;
    }

    /// <summary>Puts the models that a provider's server has in place of those the catalog has for it. What the catalog knows of a model is kept.</summary>
    internal void Replace(string provider, IReadOnlyList<ModelDefinition> models)
    {
        lock (_gate)
        {
            var known = _listing.Models.Where(m => m.Provider.Equals(provider, StringComparison.OrdinalIgnoreCase)).ToList();
            var now = models.Select(m => known.FirstOrDefault(k => k.Id.Equals(m.Id, StringComparison.OrdinalIgnoreCase) || k.WireId.Equals(m.Id, StringComparison.OrdinalIgnoreCase)) ?? m).ToList();
            if (!known.SequenceEqual(now))
            {
                Volatile.Write(ref _listing, new([.. _listing.Models.Where(m => !known.Contains(m)), .. now]));
            }
        }
    }

    private static void Put(Dictionary<(string, string), ModelDefinition> models, IEnumerable<ModelDefinition> added)
    {
        foreach (var model in added)
        {
            models[(model.Provider.ToUpperInvariant(), model.Id.ToUpperInvariant())] = model;
        }
    }

    private static IReadOnlyList<ModelDefinition> ReadEmbedded(ModelCatalogReader reader)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("Skills.Engine.models.json")!;
        return reader.ReadJson(stream, "embedded catalog");
    }

    private static IReadOnlyList<ModelDefinition> ReadFile(ModelCatalogReader reader, string file, IDictionary<string, string> hashes)
    {
        try
        {
            // Read once, so that what is checked is what is used.
            var bytes = File.ReadAllBytes(file);
            if (hashes.TryGetValue(file, out var hash) && !hash.Equals(Convert.ToHexString(SHA256.HashData(bytes)), StringComparison.OrdinalIgnoreCase))
            {
                throw new ModelCatalogException($"The model catalog '{file}' has not the SHA-256 that SkillsEngine:Catalog:OverlayHashes states. Get the file again, or correct the hash.");
            }

            using var text = new StreamReader(new MemoryStream(bytes));
            return reader.ReadYaml(text, file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ModelCatalogException($"The model catalog '{file}' cannot be read: {e.Message} Correct SkillsEngine:Catalog:OverlayFile.", e);
        }
    }

    // The models of one moment and their names. Ids win over aliases, whatever the order of reading.
    private sealed class Listing
    {
        public Listing(IReadOnlyList<ModelDefinition> models)
        {
            Models = models;
            foreach (var model in models)
            {
                ByName.TryAdd(model.Id, model);
                ByName.TryAdd($"{model.Provider}/{model.Id}", model);
            }

            foreach (var model in models)
            {
                foreach (var alias in model.Aliases)
                {
                    ByName.TryAdd(alias, model);
                    ByName.TryAdd($"{model.Provider}/{alias}", model);
                }
            }
        }

        public IReadOnlyList<ModelDefinition> Models { get; }

        public Dictionary<string, ModelDefinition> ByName { get; } = new(StringComparer.OrdinalIgnoreCase);
    }
}
