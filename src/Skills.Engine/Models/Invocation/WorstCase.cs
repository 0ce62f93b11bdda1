namespace Skills.Engine.Models.Invocation;

/// <summary>The most one try can cost: the estimated prompt with a margin, and the longest reply asked for.</summary>
internal sealed class WorstCase(ModelInvocation invocation, int defaultMaxOutput, TimeProvider time)
{
    // The estimate of input tokens can be off by a third.
    private const double InputMargin = 1.34;

    private readonly DateOnly _today = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
    private readonly bool _writesCache = invocation.Options.PromptCache is { Tools: true } || invocation.Messages.Any(static m => m.CacheBreakpoint || m.Media.Any(static x => x.CacheBreakpoint));
    private int? _inputTokens = invocation.EstimatedInputTokens;

    /// <summary>Estimated input tokens.</summary>
    public int InputTokens => _inputTokens ??= TokenEstimator.Estimate(invocation.Messages, invocation.OfferedTools);

    /// <summary>In USD; null when no price is known.</summary>
    public decimal? Of(ModelDefinition model, int outputTokens) =>
        CostCalculator.WorstCase(model, (long)Math.Ceiling(InputTokens * InputMargin), outputTokens, _today, writesCache: _writesCache).Usd;

    /// <summary>Longest reply a model would be asked for.</summary>
    public int MaxOutputOf(ModelDefinition model) =>
        OutputRoom.Of(model, invocation.Options.MaxOutputTokens ?? defaultMaxOutput, isStated: invocation.Skill.ModelPreferences.MaxOutputTokens is not null);
}
