using Skills.Engine.Providers.Http;
using Skills.Engine.Providers.Schemas;

namespace Skills.Engine.Providers.Compatible;

/// <summary>One service's form of chat completions.</summary>
internal sealed record CompatibleForm
{
    /// <summary>The address; null when each customer has an own one.</summary>
    public string? BaseUrl { get; init; }

    /// <summary>Variable of the key; null when none is needed.</summary>
    public string? KeyVariable { get; init; }

    /// <summary>Variable of the address; null for none.</summary>
    public string? AddressVariable { get; init; }

    /// <summary>Whether a key must be there.</summary>
    public bool NeedsKey => KeyVariable is not null;

    /// <summary>Whether the server is one's own, so that its models are free and its grammar takes any schema.</summary>
    public bool IsLocal { get; init; }

    /// <summary>What the request's fields are called, and which are taken.</summary>
    public ChatCompletions Fields { get; init; } = new();

    /// <summary>Whether the service documents that the charge in <c>usage.cost</c> is in USD.</summary>
    public bool ChargesUsd { get; init; }

    /// <summary>What structured output takes.</summary>
    public SchemaDialect Dialect { get; init; } = new();

    /// <summary>Models with a public price.</summary>
    public IReadOnlyList<PricedModel> Models { get; init; } = [];
}

/// <summary>A model and its public price in USD per million tokens.</summary>
internal sealed record PricedModel(string Id, double Quality, int Context, decimal Input, decimal Output, decimal? CacheRead, ModelCapabilities Capabilities)
{
    private const int ReasoningRoom = 16_384;

    public ModelDefinition At(string provider) => new()
    {
        Id = Id,
        Provider = provider,
        Quality = Quality,
        ContextWindow = Context,
        Capabilities = Capabilities,
        ReasoningHeadroom = Capabilities.HasFlag(ModelCapabilities.Reasoning) ? ReasoningRoom : null,
        Prices = [new() { Input = Input, Output = Output, CacheRead = CacheRead }],
    };
}
