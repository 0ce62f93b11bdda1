using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Skills.Engine.Embeddings;

/// <summary>Registers the meter of embeddings, which has nothing to measure until an <see cref="ITextEmbedder"/> is registered.</summary>
internal static class EmbeddingMeterRegistration
{
    internal static void AddEmbeddingMeter(IServiceCollection services) => services.TryAddSingleton<EmbeddingMeter>();
}
