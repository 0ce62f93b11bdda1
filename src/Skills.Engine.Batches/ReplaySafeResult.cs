namespace Skills.Engine.Batches;

/// <summary>The result of an execution id.</summary>
/// <param name="Result">The result. One that was stored has status, outputs, errors, model, cost and times, and neither prompt nor reply. Its cost is that of the first execution.</param>
/// <param name="IsReplayed">Whether it was stored by an earlier call, so that this call cost nothing.</param>
public sealed record ReplaySafeResult(SkillResult Result, bool IsReplayed)
{
    /// <summary>Returns the line of the result. It contains no prompt, input or output.</summary>
    public override string ToString() => Result.ToString();
}
