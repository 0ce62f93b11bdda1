namespace Skills.Engine.Models;

/// <summary>What one try may use.</summary>
/// <param name="Options">The options, clamped to the model and the money.</param>
/// <param name="WorstUsd">The most it can cost; null when no price is known.</param>
internal sealed record AttemptGrant(ModelOptions Options, decimal? WorstUsd);

/// <summary>Bounds what tries may cost: the skill's ceiling over all attempts, and the caller's budgets. Worst case first, so neither is overrun.</summary>
internal sealed class AttemptMoney(ModelInvocation invocation, SkillsEngineOptions options, TimeProvider time)
{
    // The estimate of input tokens can be off by a third.
    private const double InputMargin = 1.34;

    // A reply cut shorter than this is rarely worth its price.
    private const int ShortestReply = 256;

    private readonly DateOnly _today = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
    private int? _inputTokens = invocation.EstimatedInputTokens;

    /// <summary>What a try takes from a deployment's rate limits.</summary>
    public RateDemand DemandOf(ModelDefinition model) => new(InputTokens, MaxOutputOf(model));

    private int InputTokens => _inputTokens ??= TokenEstimator.Estimate(invocation.Messages);

    /// <summary>Takes the try's worst case. When there is not enough, the candidate is out, with the sentence why.</summary>
    public async ValueTask<AttemptGrant?> TakeAsync(InvocationCandidate candidate, CancellationToken cancellationToken)
    {
        var output = MaxOutputOf(candidate.Model);
        if (invocation.Skill.Limits.MaxCostUsd is { } ceiling)
        {
            var left = ceiling - (invocation.Attempts.Cost.Usd ?? 0);
            var affordable = AffordableOutput(candidate.Model, left, output);
            if (affordable < Math.Min(output, ShortestReply))
            {
                return Refuse(candidate, "limits.max_cost", $"the skill's limits.maxCostUsd leaves {Usd(left)}, a try could cost {Usd(WorstOf(candidate.Model, output) ?? 0)}", null);
            }

            output = affordable;
        }

        var worst = WorstOf(candidate.Model, output);
        if (invocation.Budget is { } budget && await budget.TakeAsync(worst ?? 0, cancellationToken).ConfigureAwait(false) is { } shortage)
        {
            return Refuse(candidate, "budget.exceeded", shortage.Reason ?? $"the budget '{shortage.Budget.Key}' has {Usd(shortage.LeftUsd)} left of {Usd(shortage.Budget.LimitUsd)}, a try could cost {Usd(worst ?? 0)}", shortage.Budget.EndsIn);
        }

        return new(invocation.Options with { MaxOutputTokens = output }, worst);
    }

    private decimal? WorstOf(ModelDefinition model, int outputTokens) =>
        CostCalculator.Estimate(model, (long)Math.Ceiling(InputTokens * InputMargin), outputTokens, _today).Usd;

    private int AffordableOutput(ModelDefinition model, decimal left, int wanted)
    {
        if (WorstOf(model, wanted) is not { } worst || worst <= left)
        {
            return wanted;
        }

        var input = WorstOf(model, 0) ?? 0;
        var perToken = (worst - input) / wanted;
        return left <= input || perToken <= 0 ? 0 : (int)Math.Min(wanted, (left - input) / perToken);
    }

    private int MaxOutputOf(ModelDefinition model) =>
        Math.Min(invocation.Options.MaxOutputTokens ?? options.DefaultMaxOutputTokens, model.MaxOutputTokens ?? int.MaxValue);

    private static AttemptGrant? Refuse(InvocationCandidate candidate, string code, string why, TimeSpan? retryAfter)
    {
        candidate.IsOut = true;
        candidate.Refusal = new(ModelErrorKind.Quota, $"{candidate.Model.Id} at {candidate.Model.Provider} was not asked: {why}.")
        {
            ProviderCode = code,
            Provider = candidate.Model.Provider,
            Model = candidate.Model.Id,
            RetryAfter = retryAfter,
        };
        return null;
    }

    private static string Usd(decimal usd) => "$" + usd.ToString("0.######", System.Globalization.CultureInfo.InvariantCulture);
}
