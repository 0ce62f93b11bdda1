namespace Skills.Engine.Caching;

/// <summary>Which results may be kept.</summary>
internal static class KeepRules
{
    private static readonly string[] Refusals = ["output.refused", "output.filtered", "model.content_policy"];

    /// <summary>For how long a result is kept; zero when it may not be.</summary>
    public static TimeSpan TtlOf(SkillResult result, CachePlan plan, ModelOptions options, TimeSpan refusalTtl)
    {
        if (result.CacheHit || result.IsStale)
        {
            return TimeSpan.Zero;
        }

        if (result.Status == ExecutionStatus.Success)
        {
            return result.ValidationPassed && IsWhole(result) ? plan.Ttl : TimeSpan.Zero;
        }

        // The same question at temperature 0 would be refused again; anything else that failed may go well next time.
        var isRefusal = result.Status == ExecutionStatus.Failed && options.Temperature == 0 && result.Errors is [var first, ..] && Refusals.Contains(first.Code);
        return !isRefusal ? TimeSpan.Zero : refusalTtl < plan.Ttl ? refusalTtl : plan.Ttl;
    }

    private static bool IsWhole(SkillResult result)
    {
        foreach (var edit in result.Edits)
        {
            if (edit.Kind == EditKind.Lossy)
            {
                return false;
            }
        }

        return result.Attempts.LastOrDefault(static a => a.OutputValid != false && a.Error is null)?.StopReason
            is not (StopReason.MaxTokens or StopReason.ContextWindow or StopReason.Refusal or StopReason.ContentFilter);
    }
}
