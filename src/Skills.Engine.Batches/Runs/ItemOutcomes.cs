using Skills.Engine.Batches.Storage;

namespace Skills.Engine.Batches.Runs;

/// <summary>Decides what becomes of an item after an execution.</summary>
internal static class ItemOutcomes
{
    private static readonly TimeSpan LongestDelay = TimeSpan.FromMinutes(5);

    // These may be over at the next attempt. All others fail again in the same way.
    private static readonly string[] Passing =
    [
        "model.rate_limit", "model.overloaded", "model.server_error", "model.network", "model.timeout", "model.malformed", "model.truncated",
        "budget.unavailable", "execution.timeout",
    ];

    public static BatchOutcome Of(BatchClaim claim, SkillResult result, BatchRunOptions options)
    {
        var kind = result.IsSuccess ? OutcomeKind.Succeeded : MayPass(result) && claim.Attempt < options.MaxAttempts ? OutcomeKind.Retry : OutcomeKind.Dead;
        return new()
        {
            Claim = claim,
            Kind = kind,
            Result = Result(claim, result),
            Spent = Money.Of(result.Cost.Usd),
            SpentKind = result.Cost.Kind,
            Unsure = result.Cost.Kind == CostKind.Exact ? 0 : Math.Max(0, Money.Of(options.MaxItemCostUsd) - Money.Of(result.Cost.Usd)),
            RetryAfter = kind == OutcomeKind.Retry ? Delay(claim, result, options) : null,
        };
    }

    /// <summary>The outcome of an execution that was canceled while it may have been paid for.</summary>
    public static BatchOutcome Canceled(BatchClaim claim, BatchRunOptions options, DateTimeOffset now) => new()
    {
        Claim = claim,
        Kind = OutcomeKind.Retry,
        Result = Failed(claim, ExecutionStatus.Canceled, new("execution.canceled", SkillStep.InvokeModel, "", "The execution was canceled."), now),
        Spent = 0,
        SpentKind = CostKind.AtLeast,
        Unsure = Money.Of(options.MaxItemCostUsd),
        IsLost = true,
    };

    /// <summary>The outcome of an item whose workers were lost too often.</summary>
    public static BatchOutcome Lost(BatchClaim claim, DateTimeOffset now) => new()
    {
        Claim = claim,
        Kind = OutcomeKind.Dead,
        Result = LostItem.Result(claim.Row, claim.Id, claim.Attempt - 1, claim.Lost, Money.Cost(claim.Spent, claim.SpentKind), now),
        Spent = 0,
        SpentKind = CostKind.Exact,
    };

    /// <summary>The outcome of a call that threw, which the engine does on misuse only.</summary>
    public static BatchOutcome Threw(BatchClaim claim, Exception error, DateTimeOffset now) => new()
    {
        Claim = claim,
        Kind = OutcomeKind.Dead,
        Result = Failed(claim, ExecutionStatus.Failed, new("execution.failed", SkillStep.ValidateInput, "", $"The execution could not begin: {error.GetType().Name}."), now),
        Spent = 0,
        SpentKind = CostKind.Exact,
    };

    private static BatchItemResult Failed(BatchClaim claim, ExecutionStatus status, SkillError error, DateTimeOffset now) => new()
    {
        Row = claim.Row,
        Id = claim.Id,
        Status = status,
        Errors = [error],
        Cost = Money.Cost(claim.Spent, claim.SpentKind),
        Attempts = claim.Attempt,
        Repeats = claim.Lost,
        CompletedAt = now,
    };

    private static bool MayPass(SkillResult result) => result.RetryAfter is not null || result.Errors is [var first, ..] && Passing.Contains(first.Code, StringComparer.Ordinal);

    private static TimeSpan Delay(BatchClaim claim, SkillResult result, BatchRunOptions options)
    {
        var backoff = options.RetryDelay * Math.Pow(2, Math.Min(claim.Attempt - 1, 20));
        var own = backoff < LongestDelay || options.RetryDelay > LongestDelay ? backoff : LongestDelay;
        return result.RetryAfter is { } asked && asked > own ? asked : own;
    }

    private static BatchItemResult Result(BatchClaim claim, SkillResult result) => new()
    {
        Row = claim.Row,
        Id = claim.Id,
        Status = result.Status,
        Outputs = result.Outputs,
        Errors = result.Errors,
        ModelId = result.ModelId,
        ModelProvider = result.ModelProvider,
        Cost = Money.Cost(claim.Spent, claim.SpentKind) + result.Cost,
        CacheHit = result.CacheHit,
        Attempts = claim.Attempt,
        Repeats = claim.Lost,
        ExecutionId = result.ExecutionId,
        LatencyMs = result.LatencyMs,
        CompletedAt = result.CompletedAt,
    };
}
