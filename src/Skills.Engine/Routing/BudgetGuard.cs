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
internal sealed class BudgetGuard(IBudgetStore store, IOptions<SkillsEngineOptions> options, TimeProvider time, ILogger<BudgetGuard> logger)
{
    // A lost process holds its promise for this long past its deadline.
    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(1);

    // A budget for ever has an end for the store's sake only.
    private static readonly TimeSpan LongestPeriod = TimeSpan.FromDays(366);

    private readonly BudgetOptions _options = options.Value.Routing.Budgets;
    private readonly BoundedBudgetStore _store = new(store, options.Value.Routing.Budgets, time, logger);

    /// <summary>Whether the host set any budget.</summary>
    public bool AnyLimits => _options.Limits.Count > 0;

    /// <summary>Admits one execution with its first candidate, or else with its cheapest: every try raises the reservation before it is made.</summary>
    /// <param name="skill">The skill.</param>
    /// <param name="context">The caller.</param>
    /// <param name="executionId">Unique; names the reservation.</param>
    /// <param name="worstUsd">Most that a try at the first candidate, and at the cheapest, can cost.</param>
    /// <param name="left">Until the execution's deadline.</param>
    /// <param name="cancellationToken">The caller's.</param>
    public async ValueTask<Admission> AdmitAsync(
        Skill skill, SkillExecutionContext context, string executionId, (decimal First, decimal Least) worstUsd, TimeSpan left, CancellationToken cancellationToken)
    {
        var admission = await ReserveAsync(skill, context, executionId, worstUsd.First, left, cancellationToken).ConfigureAwait(false);
        return admission.Refusal is not null && worstUsd.Least < worstUsd.First
            ? await ReserveAsync(skill, context, executionId, worstUsd.Least, left, cancellationToken).ConfigureAwait(false)
            : admission;
    }

    /// <summary>Reserves what one try can cost.</summary>
    /// <param name="skill">The skill.</param>
    /// <param name="context">The caller.</param>
    /// <param name="executionId">Unique; names the reservation.</param>
    /// <param name="worstUsd">Most that the first try can cost; further tries raise the reservation themselves.</param>
    /// <param name="left">Until the execution's deadline.</param>
    /// <param name="cancellationToken">The caller's.</param>
    public async ValueTask<Admission> ReserveAsync(Skill skill, SkillExecutionContext context, string executionId, decimal worstUsd, TimeSpan left, CancellationToken cancellationToken)
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

        var lifetime = (left > TimeSpan.Zero ? left : TimeSpan.Zero) + Grace;
        return await _store.ReserveAsync(new(executionId, worstUsd, lifetime), lines, cancellationToken).ConfigureAwait(false) is { } shortage
            ? new(null, Refuse(shortage, worstUsd), shortage.Budget.EndsIn > LongestPeriod ? null : shortage.Budget.EndsIn)
            : new(new(_store, executionId, lines, lifetime, worstUsd, _options.AllowUnknownPrice), null, null);
    }

    /// <summary>The budgets that concern an execution now.</summary>
    public IReadOnlyList<BudgetLine> LinesOf(Skill skill, SkillExecutionContext context)
    {
        var now = time.GetUtcNow();
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
        "budget.exceeded",
        SkillStep.SelectModel,
        "",
        shortage.Reason ?? string.Create(CultureInfo.InvariantCulture, $"The budget '{shortage.Budget.Key}' has ${shortage.LeftUsd:0.######} left of ${shortage.Budget.LimitUsd:0.######}, and the execution could cost ${worstUsd:0.######}.{NextPeriod(shortage.Budget)}"));

    private static string NextPeriod(BudgetLine budget) => budget.EndsIn > LongestPeriod
        ? " Raise it, or lower the skill's maxOutputTokens."
        : string.Create(CultureInfo.InvariantCulture, $" The next period begins in {budget.EndsIn:d\\.hh\\:mm\\:ss}.");
}
