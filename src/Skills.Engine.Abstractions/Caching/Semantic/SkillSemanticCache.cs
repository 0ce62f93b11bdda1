namespace Skills.Engine;

/// <summary>Lets a skill serve the cached result of other inputs whose texts mean nearly the same. It takes effect with <c>UseSemanticCache</c>.</summary>
/// <remarks>A high similarity does not prove that two texts have the same answer. Measure the threshold with inputs of your own first.</remarks>
public sealed record SkillSemanticCache
{
    /// <summary>The lowest threshold. Below it nearly all texts of one language are alike.</summary>
    public const double LowestThreshold = 0.5;

    /// <summary>Gets the least cosine of the embeddings at which two texts count as the same, from 0.5 to 1. With several text inputs each pair must reach it.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is outside of that range.</exception>
    public required double Threshold
    {
        get;
        init => field = value is >= LowestThreshold and <= 1
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "The threshold of a semantic cache must be from 0.5 to 1.");
    }

    /// <summary>Gets the names of the inputs that are compared by meaning. All others must be equal. Empty: every string input whose schema allows any text.</summary>
    public IReadOnlyList<string> Fields { get; init; } = [];
}
