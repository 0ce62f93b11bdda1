namespace Skills.Engine.Models;

/// <summary>The longest reply that a model is asked for.</summary>
internal static class OutputRoom
{
    /// <summary>The limit with the room that unasked reasoning takes, within the model's own limit.</summary>
    /// <param name="model">The model.</param>
    /// <param name="limit">The limit that the skill states, or the default.</param>
    /// <param name="isStated">Whether the skill states it: then it is kept.</param>
    public static int Of(ModelDefinition model, int limit, bool isStated) =>
        (int)Math.Min((long)limit + (isStated ? 0 : model.ReasoningHeadroom ?? 0), model.MaxOutputTokens ?? int.MaxValue);
}
