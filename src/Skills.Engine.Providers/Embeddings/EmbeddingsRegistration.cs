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
    /// <param name="generator">The generator, thread-safe as its interface demands; the caller keeps ownership. What it costs is not part of an execution's cost.</param>
    public static SkillsEngineBuilder AddEmbeddings(this SkillsEngineBuilder builder, IEmbeddingGenerator<string, Embedding<float>> generator)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(generator);

        builder.Services.TryAddSingleton<ITextEmbedder>(new TextEmbedder(generator));
        return builder;
    }

    /// <summary>Adds the generator of embeddings that the host registered.</summary>
    /// <param name="builder">The engine's builder.</param>
    public static SkillsEngineBuilder AddEmbeddings(this SkillsEngineBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);

        builder.Services.TryAddSingleton<ITextEmbedder>(static services => new TextEmbedder(services.GetRequiredService<IEmbeddingGenerator<string, Embedding<float>>>()));
        return builder;
    }
}
