namespace Skills.Engine.Batches.Storage;

/// <summary>The result of an item whose worker was lost too often.</summary>
internal static class LostItem
{
    /// <summary>The code of its error.</summary>
    public const string Code = "batch.worker_lost";

    public static BatchItemResult Result(long row, string? id, int attempts, int lost, Cost cost, DateTimeOffset now) => new()
    {
        Row = row,
        Id = id,
        Status = ExecutionStatus.Failed,
        Errors = [new(Code, SkillStep.InvokeModel, "", $"The item was started {attempts} times, and {lost} times its worker was lost before it had a result. Find out whether it ends the process, then redrive it.")],
        Cost = cost,
        Attempts = attempts,
        Repeats = lost,
        CompletedAt = now,
    };
}
