using System.Globalization;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Skills.Engine.Routing;

/// <summary>What admission said.</summary>
/// <param name="Lease">What was promised; null when no budget concerns the execution, or when it was refused. Dispose of it at the end: that settles.</param>
/// <param name="Refusal">Why not; null when admitted.</param>
/// <param name="RetryAfter">When the next period of that budget begins; null when admitted.</param>
internal sealed record Admission(BudgetLease? Lease, SkillError? Refusal, TimeSpan? RetryAfter);

/// <summary>Admits executions against the budgets that concern them: the worst case is reserved first and what was spent is settled at the end.</summary>
internal sealed class BudgetGuard : IAsyncDisposable, IDisposable
{
    // A lost process holds its promise for this long past its deadline.
    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(1);

    // Kept for the call itself, so that an execution that waits in vain is refused by the budget, and does not time out.
    private const double ShareOfCall = 0.1;

    // A budget for ever has an end for the store's sake only.
    private static readonly TimeSpan LongestPeriod = TimeSpan.FromDays(366);

    private readonly BudgetOptions _options;
    private readonly TimeProvider _time;
    private readonly BoundedBudgetStore _store;
    private readonly BudgetSettlements _settlements;
    private readonly ReservationLine _line;

    public BudgetGuard(IBudgetStore store, IOptions<SkillsEngineOptions> options, TimeProvider time, ILogger<BudgetGuard> logger, IQueueObserver? queues = null)
    {
        _options = options.Value.Routing.Budgets;
        _time = time;
        _store = new(store, _options, time, logger);
        _settlements = new(_store, _options, time, logger, queues);
        _line = new(_settlements, options.Value.Routing, time, queues);
    }

    /// <summary>Whether the host set any budget.</summary>
    public bool AnyLimits => _options.Limits.Count > 0;

    /// <summary>Whether what has no known price may be asked.</summary>
    public bool AllowsUnknownPrice => _options.AllowUnknownPrice;

    /// <summary>
    /// Admits one execution with its first candidate, or else with its cheapest: every try raises the reservation before it is made.
    /// Waits only for the learned length of a reply when that is known. The longest one would keep out many that fit.
    /// </summary>
    /// <param name="skill">The skill.</param>
    /// <param name="context">The caller.</param>
    /// <param name="executionId">Unique; names the reservation.</param>
    /// <param name="amounts">Most that a try can cost.</param>
    /// <param name="left">Until the execution's deadline.</param>
    /// <param name="cancellationToken">The caller's.</param>
    public async ValueTask<Admission> AdmitAsync(
        Skill skill, SkillExecutionContext context, string executionId, ReservationAmounts amounts, TimeSpan left, CancellationToken cancellationToken)
    {
        var isLearned = amounts.Learned < amounts.Longest;
        var admission = await ReserveAsync(skill, context, executionId, amounts.Longest, left, waits: !isLearned, cancellationToken).ConfigureAwait(false);
        if (isLearned && IsShort(admission))
        {
            admission = await ReserveAsync(skill, context, executionId, amounts.Learned, left, waits: true, cancellationToken).ConfigureAwait(false);
        }

        return amounts.Least < amounts.Learned && IsShort(admission)
            ? await ReserveAsync(skill, context, executionId, amounts.Least, left, waits: true, cancellationToken).ConfigureAwait(false)
            : admission;
    }

    private static bool IsShort(Admission admission) => admission.Refusal is { Code: "budget.exceeded" };

    /// <summary>Reserves what one try can cost.</summary>
    /// <param name="skill">The skill.</param>
    /// <param name="context">The caller.</param>
    /// <param name="executionId">Unique; names the reservation.</param>
    /// <param name="worstUsd">Most that the first try can cost; further tries raise the reservation themselves.</param>
    /// <param name="left">Until the execution's deadline.</param>
    /// <param name="waits">Whether to wait for running executions that hold what is missing.</param>
    /// <param name="cancellationToken">The caller's.</param>
    public async ValueTask<Admission> ReserveAsync(
        Skill skill, SkillExecutionContext context, string executionId, decimal worstUsd, TimeSpan left, bool waits, CancellationToken cancellationToken)
    {
        if (!AnyLimits)
        {
            return new(null, null, null);
        }

        var lines = LinesOf(skill, context);
        if (lines.Count == 0)
        {
            return new(null, null, null);
        }

        var until = _time.GetTimestamp() + (long)(left.TotalSeconds * _time.TimestampFrequency);
        var shortage = _settlements.IsFull
            ? new(lines[0], 0) { Reason = "Too many settlements wait for the budget store, so the execution was refused." }
            : await TakeAsync(worstUsd, waits, inTurn: true, cancellationToken).ConfigureAwait(false);
        if (shortage is { Reason: not null } && !_settlements.IsFull)
        {
            // The store may have reserved although its answer did not come in time.
            _settlements.Add(executionId, 0, lines);
        }

        return shortage is null
            ? new(new((amount, isPatient, token) => TakeAsync(amount, isPatient, inTurn: false, token), spent => _settlements.Add(executionId, spent, lines), worstUsd, _options.AllowUnknownPrice), null, null)
            : new(null, Refuse(shortage, worstUsd), RetryAfter(shortage));

        ValueTask<BudgetShortage?> TakeAsync(decimal amount, bool isPatient, bool inTurn, CancellationToken token)
        {
            var rest = _time.GetElapsedTime(_time.GetTimestamp(), until);
            rest = rest > TimeSpan.Zero ? rest : TimeSpan.Zero;
            var useful = rest * (1 - ShareOfCall);
            var patience = !isPatient ? TimeSpan.Zero : useful < _options.ReservationWait ? useful : _options.ReservationWait;
            return _line.ReserveAsync(cancel => _store.ReserveAsync(new(executionId, amount, rest + Grace), lines, cancel), amount, lines, patience, inTurn, token);
        }
    }

    /// <summary>When it is worth coming back after a refusal; null when no period ends soon.</summary>
    public static TimeSpan? RetryAfter(BudgetShortage shortage) =>
        shortage.Reason is not null ? BoundedBudgetStore.Rest : shortage.Budget.EndsIn > LongestPeriod ? null : shortage.Budget.EndsIn;

    /// <summary>The code of a refusal: the store's failure is not the caller's spending.</summary>
    public static string CodeOf(BudgetShortage shortage) => shortage.Reason is null ? "budget.exceeded" : "budget.unavailable";

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _settlements.DisposeAsync();

    /// <inheritdoc/>
    public void Dispose() => _settlements.Dispose();

    /// <summary>The budgets that concern an execution now.</summary>
    public IReadOnlyList<BudgetLine> LinesOf(Skill skill, SkillExecutionContext context)
    {
        var now = _time.GetUtcNow();
        var lines = new List<BudgetLine>(_options.Limits.Count);
        foreach (var limit in _options.Limits)
        {
            if (WhoOf(limit.Scope, skill, context) is var who && (limit.Id is null || limit.Scope is BudgetScope.All || limit.Id == IdOf(limit.Scope, skill, context)))
            {
                var (period, endsIn) = PeriodOf(limit.Period, now);
                Add(lines, new($"{limit.Scope.ToString().ToLowerInvariant()}:{who}:{period}", limit.LimitUsd, endsIn));
            }
        }

        return lines;
    }

    // A limit for one and a limit for each can mean the same budget: the lower one holds, and it is booked once.
    private static void Add(List<BudgetLine> lines, BudgetLine line)
    {
        var known = lines.FindIndex(l => l.Key == line.Key);
        if (known < 0)
        {
            lines.Add(line);
        }
        else if (line.LimitUsd < lines[known].LimitUsd)
        {
            lines[known] = line;
        }
    }

    private static string IdOf(BudgetScope scope, Skill skill, SkillExecutionContext context) => scope switch
    {
        BudgetScope.Tenant => context.TenantId ?? "",
        BudgetScope.User => context.UserId ?? "",
        BudgetScope.Skill => skill.Id,
        _ => "",
    };

    // Escaped, so that no id runs into another part.
    private static string WhoOf(BudgetScope scope, Skill skill, SkillExecutionContext context)
    {
        var who = Uri.EscapeDataString(IdOf(scope, skill, context));
        return scope is BudgetScope.User ? $"{Uri.EscapeDataString(context.TenantId ?? "")}/{who}" : who;
    }

    private static (string Name, TimeSpan EndsIn) PeriodOf(BudgetPeriod period, DateTimeOffset now)
    {
        var today = new DateTimeOffset(now.UtcDateTime.Date, TimeSpan.Zero);
        var month = new DateTimeOffset(now.Year, now.Month, 1, 0, 0, 0, TimeSpan.Zero);
        return period switch
        {
            BudgetPeriod.Day => (today.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), today.AddDays(1) - now),
            BudgetPeriod.Month => (month.ToString("yyyy-MM", CultureInfo.InvariantCulture), month.AddMonths(1) - now),
            _ => ("ever", TimeSpan.FromDays(3650)),
        };
    }

    private static SkillError Refuse(BudgetShortage shortage, decimal worstUsd) => new(
        CodeOf(shortage),
        SkillStep.SelectModel,
        "",
        shortage.Reason ?? string.Create(CultureInfo.InvariantCulture, $"The budget '{shortage.Budget.Key}' has ${shortage.LeftUsd:0.######} left of ${shortage.Budget.LimitUsd:0.######}, and the execution could cost ${worstUsd:0.######}.{NextPeriod(shortage.Budget)}"));

    private static string NextPeriod(BudgetLine budget) => budget.EndsIn > LongestPeriod
        ? " Raise it, or lower the skill's maxOutputTokens."
        : string.Create(CultureInfo.InvariantCulture, $" The next period begins in {budget.EndsIn:d\\.hh\\:mm\\:ss}.");
}
