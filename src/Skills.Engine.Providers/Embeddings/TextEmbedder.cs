using System.Text;
using Microsoft.Extensions.AI;

namespace Skills.Engine.Providers.Embeddings;

/// <summary>Embeddings of a generator of Microsoft.Extensions.AI.</summary>
/// <param name="generator">The generator.</param>
/// <param name="usdPerMillionTokens">The price; null when unknown.</param>
internal sealed class TextEmbedder(IEmbeddingGenerator<string, Embedding<float>> generator, decimal? usdPerMillionTokens) : ITextEmbedder
{
    private const int MarksPerText = 2;

    private readonly EmbeddingGeneratorMetadata? _metadata = generator.GetService<EmbeddingGeneratorMetadata>();

    public async ValueTask<TextEmbeddings> EmbedAsync(IReadOnlyList<string> texts, CancellationToken cancellationToken)
    {
        var generated = await generator.GenerateAsync(texts, options: null, cancellationToken).ConfigureAwait(false);
        var tokens = generated.Usage?.InputTokenCount ?? generated.Usage?.TotalTokenCount;
        return new([.. generated.Select(static e => e.Vector)])
        {
            InputTokens = tokens is >= 0 ? tokens : null,
            Cost = CostOf(tokens),
            Model = _metadata?.DefaultModelId ?? "unknown",
            Provider = _metadata?.ProviderName ?? "embeddings",
        };
    }

    // A token covers at least one byte. A model may add a mark before and after each text.
    public decimal? WorstUsd(IReadOnlyList<string> texts) => texts.Sum(static t => (long)Encoding.UTF8.GetByteCount(t) + MarksPerText) * usdPerMillionTokens / 1_000_000m;

    // A price of 0 needs no count: a model of one's own is free whatever it reads.
    private Cost CostOf(long? tokens) => (usdPerMillionTokens, tokens) switch
    {
        (0, _) => Cost.Zero,
        ({ } price, > 0 and { } count) => new(count * price / 1_000_000m, CostKind.Exact),
        _ => Cost.Unknown,
    };
}
