using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.DependencyInjection;
using Skills.Engine.Providers.Embeddings;

namespace Skills.Engine;

/// <summary>Registers embeddings of Microsoft.Extensions.AI.</summary>
public static class EmbeddingsRegistration
{
    /// <summary>Adds a generator of embeddings, which the rule <c>similarity</c> uses with <c>by: meaning</c>. The first one that is added is used.</summary>
    /// <param name="builder">The engine's builder.</param>
    /// <param name="generator">The generator, thread-safe as its interface demands; the caller keeps ownership.</param>
    /// <param name="usdPerMillionTokens">The price in USD per million tokens, 0 or more. Without it, or when the generator reports no usage, the cost of an execution that used it is a lower bound.</param>
    public static SkillsEngineBuilder AddEmbeddings(this SkillsEngineBuilder builder, IEmbeddingGenerator<string, Embedding<float>> generator, decimal? usdPerMillionTokens = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(generator);
        ThrowIfNegative(usdPerMillionTokens);

        builder.Services.TryAddSingleton<ITextEmbedder>(new TextEmbedder(generator, usdPerMillionTokens));
        return builder;
    }

    /// <summary>Adds the generator of embeddings that the host registered.</summary>
    /// <param name="builder">The engine's builder.</param>
    /// <param name="usdPerMillionTokens">The price in USD per million tokens, 0 or more. Without it, or when the generator reports no usage, the cost of an execution that used it is a lower bound.</param>
    public static SkillsEngineBuilder AddEmbeddings(this SkillsEngineBuilder builder, decimal? usdPerMillionTokens = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ThrowIfNegative(usdPerMillionTokens);

        builder.Services.TryAddSingleton<ITextEmbedder>(services => new TextEmbedder(services.GetRequiredService<IEmbeddingGenerator<string, Embedding<float>>>(), usdPerMillionTokens));
        return builder;
    }

    private static void ThrowIfNegative(decimal? usdPerMillionTokens) =>
        ArgumentOutOfRangeException.ThrowIfNegative(usdPerMillionTokens ?? 0, nameof(usdPerMillionTokens));
}
