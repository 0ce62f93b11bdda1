using System.Globalization;
using Microsoft.AspNetCore.Http;
using Skills.Engine.Dashboard.Security;
using Skills.Engine.Dashboard.Wire;

namespace Skills.Engine.Dashboard.Operations;

/// <summary><c>GET api/routing</c>: providers, circuits, latency, budgets, and spend by skill, tenant, model and day.</summary>
internal sealed class RoutingEndpoint(RouterReport report, IReadOnlyList<IModelClient> clients, IExecutionHistory? history, BudgetOptions budgets, TimeProvider time)
{
    private const int MaxRows = 50;
    private const int MaxDays = 366;
    private const int UsualDays = 30;

    private static readonly ExecutionGrouping[] Groupings = [ExecutionGrouping.Skill, ExecutionGrouping.Tenant, ExecutionGrouping.Model, ExecutionGrouping.Day];

    public async Task<IResult> GetAsync(HttpContext http, Viewer viewer)
    {
        var days = int.TryParse(http.Request.Query["days"], out var wanted) ? Math.Clamp(wanted, 1, MaxDays) : UsualDays;
        var to = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        var from = to.AddDays(1 - days);
        // At the same time: each has a connection of its own, and the page waits for the slowest instead of the sum.
        var spend = await Task.WhenAll(Groupings.Select(SpendAsync)).ConfigureAwait(false);
        var registered = clients.Select(static c => c.Provider).ToList();
        return DashboardJson.Reply(
            new(
                from.ToString("O", CultureInfo.InvariantCulture),
                to.ToString("O", CultureInfo.InvariantCulture),
                [.. registered.Select(static p => new ProviderView(p.Name, p.NotReady))],
                [.. report.Deployments().Where(d => registered.Any(p => string.Equals(p.Name, d.Provider, StringComparison.OrdinalIgnoreCase)))],
                [.. budgets.Limits.Select(static b => new BudgetView(b.Scope.ToString().ToLowerInvariant(), b.Id, b.Period.ToString().ToLowerInvariant(), b.LimitUsd))],
                spend[0],
                spend[1],
                spend[2],
                spend[3]),
            DashboardJson.Default.RoutingView);

        async Task<IReadOnlyList<TotalsView>> SpendAsync(ExecutionGrouping by)
        {
            var totals = history is null ? [] : await history.TotalsAsync(by, from, to, http.RequestAborted).ConfigureAwait(false);
            return by == ExecutionGrouping.Day
                ? [.. totals.OrderBy(static t => t.Name, StringComparer.Ordinal).Select(TotalsView.Of)]
                : [.. totals.OrderByDescending(static t => t.Cost.Usd ?? 0).ThenByDescending(static t => t.Runs).Take(MaxRows).Select(TotalsView.Of)];
        }
    }
}
