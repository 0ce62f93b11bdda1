using Skills.Engine.Routing;

namespace Skills.Engine.Models.Invocation;

/// <summary>What one try may use.</summary>
/// <param name="Options">The options, clamped to the model and the money.</param>
/// <param name="WorstUsd">The most it can cost; null when no price is known.</param>
internal readonly record struct AttemptGrant(ModelOptions Options, decimal? WorstUsd);

/// <summary>Bounds what tries may cost: the skill's ceiling over all attempts, and the caller's budgets. Worst case first, so neither is overrun.</summary>
internal sealed class AttemptMoney(ModelInvocation invocation, Paces paces, SkillsEngineOptions options, TimeProvider time)
{
    private readonly WorstCase _worst = new(invocation, options.DefaultMaxOutputTokens, time);
    private decimal _spent;
    private decimal _underWay;

    /// <summary>What a try takes from a deployment's rate limits.</summary>
    public RateDemand DemandOf(ModelDefinition model) => new(_worst.InputTokens, _worst.MaxOutputOf(model));

    /// <summary>Takes the try's worst case. When there is not enough, the candidate is out, with the sentence why.</summary>
    public async ValueTask<AttemptGrant?> TakeAsync(InvocationCandidate candidate, CancellationToken cancellationToken)
    {
        var output = _worst.MaxOutputOf(candidate.Model);
        if (Left is { } left)
        {
            var affordable = AffordableOutput(candidate.Model, left, output);
            if (affordable < Math.Min(output, Paces.ShortestReply))
            {
                return Refuse(candidate, "limits.max_cost", $"the skill's limits.maxCostUsd leaves it {Usd(left)}, a try could cost {Usd(_worst.Of(candidate.Model, output) ?? 0)}", null);
            }

            output = affordable;
        }

        var worst = _worst.Of(candidate.Model, output);
        var likely = invocation.Budget is null ? output : paces.LikelyOutput(invocation.Skill.Id, candidate.Model, output);
        if (worst is null && (Left is not null || invocation.Budget is { HoldsUnknownPrices: false }))
        {
            return Refuse(candidate, "price.unknown", "no price is known for it, so no budget or ceiling can hold it; add one to the catalog, 0 if it is free", null);
        }

        var shortage = await ReserveAsync(worst ?? 0, waits: likely == output, cancellationToken).ConfigureAwait(false);
        if (shortage is { Reason: null } && likely < output)
        {
            // The budget cannot hold the longest reply now. One as long as this skill's usually are may fit.
            (output, worst) = (likely, _worst.Of(candidate.Model, likely));
            shortage = await ReserveAsync(worst ?? 0, waits: true, cancellationToken).ConfigureAwait(false);
        }

        if (shortage is not null)
        {
            return Refuse(candidate, BudgetGuard.CodeOf(shortage), shortage.Reason?.TrimEnd('.') ?? $"the budget '{shortage.Budget.Key}' has {Usd(shortage.LeftUsd)} left of {Usd(shortage.Budget.LimitUsd)}, a try could cost {Usd(worst ?? 0)}", BudgetGuard.RetryAfter(shortage));
        }

        candidate.UnderWayUsd = worst ?? 0;
        _underWay += candidate.UnderWayUsd;
        return new(invocation.Options.MaxOutputTokens == output ? invocation.Options : invocation.Options with { MaxOutputTokens = output }, worst);
    }

    /// <summary>Ends a try that took its worst case.</summary>
    public void Settle(InvocationCandidate candidate, Cost cost)
    {
        _underWay -= candidate.UnderWayUsd;
        _spent += cost is { Kind: CostKind.Exact, Usd: { } exact } ? exact : Math.Max(candidate.UnderWayUsd, cost.Usd ?? 0);
        candidate.UnderWayUsd = 0;
    }

    private ValueTask<BudgetShortage?> ReserveAsync(decimal usd, bool waits, CancellationToken cancellationToken) =>
        invocation.Budget?.TakeAsync(usd, waits, cancellationToken) ?? default;

    // The skill's ceiling holds for all attempts of the execution, the allowance for this invocation alone.
    private decimal? Left => (invocation.Skill.Limits.MaxCostUsd - invocation.Attempts.BookedUsd - _underWay, invocation.AllowanceUsd - _spent - _underWay) switch
    {
        ({ } all, { } own) => Math.Min(all, own),
        var (all, own) => all ?? own,
    };

    private int AffordableOutput(ModelDefinition model, decimal left, int wanted)
    {
        if (_worst.Of(model, wanted) is not { } worst || worst <= left)
        {
            return wanted;
        }

        var input = _worst.Of(model, 0) ?? 0;
        var perToken = (worst - input) / wanted;
        return left <= input || perToken <= 0 ? 0 : (int)Math.Min(wanted, (left - input) / perToken);
    }

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
