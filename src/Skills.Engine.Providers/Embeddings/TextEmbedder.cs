using Microsoft.Extensions.AI;

namespace Skills.Engine.Providers.Embeddings;

/// <summary>Embeddings of a generator of Microsoft.Extensions.AI.</summary>
internal sealed class TextEmbedder(IEmbeddingGenerator<string, Embedding<float>> generator) : ITextEmbedder
{
    public async ValueTask<IReadOnlyList<ReadOnlyMemory<float>>> EmbedAsync(IReadOnlyList<string> texts, CancellationToken cancellationToken)
    {
        var generated = await generator.GenerateAsync(texts, options: null, cancellationToken).ConfigureAwait(false);
        return [.. generated.Select(static e => e.Vector)];
    }
}
