using Skills.Engine.Embeddings;
using Skills.Engine.Routing;

namespace Skills.Engine.Execution;

/// <summary>
/// Pays the embeddings of one execution: from its reservation, or before step 4 from one of its own. What cannot be held is refused, as it
/// is for tries at models. Thread-safe.
/// </summary>
internal sealed class EmbeddingMoney(SkillRun run, BudgetGuard budgets, TimeProvider time) : IEmbeddingMoney, IDisposable
{
    private readonly SemaphoreSlim _reserving = new(1, 1);
    private BudgetLease? _own;

    /// <inheritdoc/>
    public async ValueTask<Action<Cost>> TakeAsync(decimal? worstUsd, CancellationToken cancellationToken)
    {
        var ceiling = run.Skill.Limits.MaxCostUsd - run.Result.Attempts.BookedUsd;
        var isBudgeted = budgets.AnyLimits && budgets.LinesOf(run.Skill, run.Start.Context).Count > 0;
        if (worstUsd is null && (ceiling is not null || (isBudgeted && !budgets.AllowsUnknownPrice)))
        {
            throw Refused("no price is known for them, so no budget or ceiling can hold them. State the price, 0 if they are free");
        }

        if (ceiling < worstUsd)
        {
            throw Refused("they can cost more than the skill's limits.maxCostUsd leaves");
        }

        return isBudgeted ? await TakeFromBudgetsAsync(worstUsd ?? 0, cancellationToken).ConfigureAwait(false) : static _ => { };
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _own?.Dispose();
        _reserving.Dispose();
    }

    private async ValueTask<Action<Cost>> TakeFromBudgetsAsync(decimal worstUsd, CancellationToken cancellationToken)
    {
        var lease = run.Lease ?? await OwnAsync(worstUsd, cancellationToken).ConfigureAwait(false);
        if (await lease.TakeAsync(worstUsd, waits: false, cancellationToken).ConfigureAwait(false) is { } shortage)
        {
            throw Refused(shortage.Reason is null ? $"the budget '{shortage.Budget.Key}' does not hold them" : "the budgets cannot be checked now");
        }

        return cost => lease.Return(worstUsd, cost);
    }

    // The texts of several fields may be embedded at once.
    private async ValueTask<BudgetLease> OwnAsync(decimal worstUsd, CancellationToken cancellationToken)
    {
        await _reserving.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return _own ??= await ReserveAsync(worstUsd, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _reserving.Release();
        }
    }

    private async ValueTask<BudgetLease> ReserveAsync(decimal worstUsd, CancellationToken cancellationToken)
    {
        var left = run.Start.Left(time);
        var admission = await budgets.ReserveAsync(run.Skill, run.Start.Context, run.Start.ExecutionId + ":embeddings", worstUsd, left, waits: false, cancellationToken).ConfigureAwait(false);
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
