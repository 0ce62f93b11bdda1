namespace Skills.Engine.Embeddings;

/// <summary>Embeddings were not made, because the ceiling of the skill or a budget does not hold what they can cost.</summary>
/// <param name="message">Why, in a sentence that holds nothing of the texts.</param>
internal sealed class EmbeddingsRefusedException(string message) : Exception(message);
