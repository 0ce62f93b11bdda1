internal static partial class Ambient
{
    public static IEmbeddingGenerator<string, Embedding<float>> generator => null!;
}
