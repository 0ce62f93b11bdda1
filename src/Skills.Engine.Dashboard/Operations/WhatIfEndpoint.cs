using System.Globalization;
using Microsoft.AspNetCore.Http;
using Skills.Engine.Dashboard.Security;
using Skills.Engine.Dashboard.Wire;

namespace Skills.Engine.Dashboard.Operations;

/// <summary>
/// <c>GET api/routing/what-if</c>: routes the latest requests of a skill again, with the knob between cost and quality in other positions.
/// The router decides as it would now: with today's prices, health and what it has learned.
/// </summary>
internal sealed class WhatIfEndpoint(IModelRouter router, SkillCatalog catalog, IExecutionHistory? history, TimeProvider time)
{
    private const int Listed = 50;
    private const int MaxSample = 20;
    private const int MaxDays = 366;
    private const int UsualDays = 30;

    private static readonly double[] Positions = [0, 0.1, 0.25, 0.4, 0.5, 0.6, 0.75, 0.9, 1];

    public async Task<IResult> GetAsync(HttpContext http, Viewer viewer)
    {
        if (history is null)
        {
            return Refusal.Of(StatusCodes.Status404NotFound, "No execution log can be read, so there are no runs to estimate from.");
        }

        if (catalog.Find(http.Request.Query["skill"].ToString()) is not { } skill)
        {
            return Refusal.Of(StatusCodes.Status404NotFound, "Name a skill of the catalog with 'skill'.");
        }

        if (skill.Composition is not null)
        {
            return Refusal.Of(StatusCodes.Status400BadRequest, "A composed skill asks no model itself. Choose one of its steps.");
        }

        var days = int.TryParse(http.Request.Query["days"], out var wanted) ? Math.Clamp(wanted, 1, MaxDays) : UsualDays;
        var to = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        var from = to.AddDays(1 - days);
        var totals = (await history.TotalsAsync(ExecutionGrouping.Skill, from, to, http.RequestAborted).ConfigureAwait(false)).FirstOrDefault(t => t.Name == skill.Slug);
        var calls = totals is null ? 0 : totals.Runs - totals.CacheHits;
        var sample = await SampleAsync(skill, http.RequestAborted).ConfigureAwait(false);
        var points = new List<WhatIfPoint>();
        foreach (var position in sample.Count == 0 ? [] : Positions)
        {
            points.Add(await PointAsync(skill, position, sample, calls, http.RequestAborted).ConfigureAwait(false));
        }

        var wish = skill.ModelPreferences;
        return DashboardJson.Reply(
            new(skill.Slug, from.ToString("O", CultureInfo.InvariantCulture), to.ToString("O", CultureInfo.InvariantCulture), wish.CostQuality, calls, sample.Count, wish.PreferredModels.Count > 0, points),
            DashboardJson.Default.WhatIfView);
    }

    private async Task<WhatIfPoint> PointAsync(Skill skill, double position, IReadOnlyList<SampledCall> sample, long calls, CancellationToken cancellationToken)
    {
        // Without exploration: a question must not use up the budget for it.
        var asked = skill with { ModelPreferences = skill.ModelPreferences with { CostQuality = position, Explore = false } };
        var chosen = new List<ModelCandidate>();
        foreach (var call in sample)
        {
            var route = await router.RouteAsync(call.RequestOf(asked), cancellationToken).ConfigureAwait(false);
            if (ChosenOf(route.Candidates, asked.ModelPreferences) is { } candidate)
            {
                chosen.Add(candidate);
            }
        }

        var isKnown = chosen.Count > 0 && chosen.TrueForAll(static c => c.ExpectedCostUsd is not null);
        return new(
            position,
            isKnown ? chosen.Average(static c => c.ExpectedCostUsd!.Value) * calls : null,
            chosen.Count == 0 ? null : chosen.Average(static c => c.Model.Quality),
            [.. chosen.GroupBy(static c => (c.Model.Id, c.Model.Provider)).OrderByDescending(static g => g.Count()).Select(g => new WhatIfModel(g.Key.Id, g.Key.Provider, (double)g.Count() / chosen.Count))],
            sample.Count - chosen.Count);
    }

    // The router prefers the idler of two that are about as good. How busy they are this moment says nothing about a month.
    private static ModelCandidate? ChosenOf(IReadOnlyList<ModelCandidate> candidates, ModelPreferences wish) =>
        wish is { PreferredModels.Count: 0, Strategy: RoutingStrategy.Best } ? candidates.MaxBy(static c => c.Score) : candidates is [var first, ..] ? first : null;

    private async Task<IReadOnlyList<SampledCall>> SampleAsync(Skill skill, CancellationToken cancellationToken)
    {
        var sample = new List<SampledCall>();
        var page = await history!.ListAsync(new() { Skill = skill.Slug, Limit = Listed }, cancellationToken).ConfigureAwait(false);
        foreach (var run in page.Items.Where(static r => !r.CacheHit))
        {
            if (await history.FindAsync(run.Id, cancellationToken).ConfigureAwait(false) is { } recorded && SampledCall.Of(recorded) is { } call)
            {
                sample.Add(call);
            }

            if (sample.Count == MaxSample)
            {
                break;
            }
        }

        return sample;
    }
}
