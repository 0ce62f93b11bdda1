using Skills.Engine.Embeddings;
using Skills.Engine.Routing;

namespace Skills.Engine.Execution;

/// <summary>
/// Pays the embeddings of one execution: from its reservation, or before step 4 from one of its own. What cannot be held is refused, as it
/// is for tries at models. Thread-safe.
/// </summary>
internal sealed class EmbeddingMoney(SkillRun run, BudgetGuard budgets, TimeProvider time) : IEmbeddingMoney
{
    private int _reservations;

    /// <inheritdoc/>
    public async ValueTask<Action<Cost>> TakeAsync(decimal? worstUsd, CancellationToken cancellationToken)
    {
        var ceiling = run.Skill.Limits.MaxCostUsd;
        var isBudgeted = budgets.AnyLimits && budgets.LinesOf(run.Skill, run.Start.Context).Count > 0;
        if (worstUsd is null && (ceiling is not null || (isBudgeted && !budgets.AllowsUnknownPrice)))
        {
            throw Refused("no price is known for them, so no budget or ceiling can hold them. State the price, 0 if they are free");
        }

        var worst = worstUsd ?? 0;
        var attempts = run.Result.Attempts;
        if (!attempts.TryBook(worst, ceiling))
        {
            throw Refused("they can cost more than the skill's limits.maxCostUsd leaves");
        }

        try
        {
            var pay = isBudgeted ? await TakeFromBudgetsAsync(worst, cancellationToken).ConfigureAwait(false) : null;
            return cost =>
            {
                attempts.Book(-worst);
                pay?.Invoke(cost);
            };
        }
        catch
        {
            attempts.Book(-worst);
            throw;
        }
    }

    private async ValueTask<Action<Cost>> TakeFromBudgetsAsync(decimal worstUsd, CancellationToken cancellationToken)
    {
        var own = run.Lease is null ? await ReserveAsync(worstUsd, cancellationToken).ConfigureAwait(false) : null;
        var lease = own ?? run.Lease!;
        try
        {
            if (await lease.TakeAsync(worstUsd, waits: false, cancellationToken).ConfigureAwait(false) is { } shortage)
            {
                throw Refused(shortage.Reason is null ? $"the budget '{shortage.Budget.Key}' does not hold them" : "the budgets cannot be checked now");
            }
        }
        catch
        {
            own?.Dispose();
            throw;
        }

        return cost =>
        {
            lease.Return(worstUsd, cost);
            own?.Dispose();
        };
    }

    // The texts of several fields may be embedded at once, each from a reservation of its own.
    private async ValueTask<BudgetLease> ReserveAsync(decimal worstUsd, CancellationToken cancellationToken)
    {
        var id = $"{run.Start.ExecutionId}:embeddings:{Interlocked.Increment(ref _reservations)}";
        var admission = await budgets.ReserveAsync(run.Skill, run.Start.Context, id, worstUsd, run.Start.Left(time), waits: false, cancellationToken).ConfigureAwait(false);
        return admission.Lease ?? throw Refused(admission.Refusal is { Code: "budget.unavailable" } ? "the budgets cannot be checked now" : "a budget does not hold them");
    }

    // A lookup goes on without embeddings, so the caller learns of it here.
    private EmbeddingsRefusedException Refused(string why)
    {
        var sentence = $"Embeddings were not made: {why}.";
        run.Result.Warn(sentence);
        return new(sentence);
    }
}
