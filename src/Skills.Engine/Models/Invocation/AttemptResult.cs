namespace Skills.Engine.Models.Invocation;

/// <summary>The outcome of one try.</summary>
/// <param name="Number">Its number in the log.</param>
/// <param name="Reply">The answer; null when it failed.</param>
/// <param name="Error">What went wrong; null when it answered.</param>
/// <param name="Cost">What it cost.</param>
/// <param name="Released">Whether pieces of a stream were handed on.</param>
internal readonly record struct AttemptResult(int Number, ModelReply? Reply, ModelException? Error, Cost Cost, bool Released)
{
    /// <summary>Whether the execution's own deadline ended it.</summary>
    public bool IsCut { get; init; }
}
