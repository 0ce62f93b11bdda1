using System.Globalization;

namespace Skills.Engine.Routing;

/// <summary>The filter that dropped a model; the order is that of checking.</summary>
internal enum RouterFilter : byte
{
    None,
    Pin,
    Models,
    Enabled,
    Key,
    Capabilities,
    ContextWindow,
    Provider,
    Tags,
    Region,
    Quality,
    Cost,
    Latency,
    Circuit,
    RateLimit,
}

/// <summary>What one request says of one model by name.</summary>
/// <param name="IsNamed">Whether the pin, if there is one, means it, and without one whether it may answer unasked.</param>
/// <param name="IsAllowed">Whether the skill's lists of models let it answer.</param>
/// <param name="IsReady">Whether its provider can be called.</param>
internal readonly record struct Standing(bool IsNamed, bool IsAllowed, bool IsReady);

/// <summary>What one request wants, compared with one model. A value on the stack of a decision.</summary>
internal readonly struct RouterDemand(RoutingRequest request, string? pin, long now)
{
    private readonly ModelPreferences _wish = request.Skill.ModelPreferences;
    private readonly ModelCapabilities _require = request.Require | request.Skill.ModelPreferences.Require;
    private readonly bool _takesAnyProvider = request.Skill.ModelPreferences.Providers.Count == 0;
    private readonly bool _takesAnyRegion = request.Skill.ModelPreferences.Regions.Count == 0;
    private readonly bool _wantsTags = request.Skill.ModelPreferences.Tags.Count > 0;
    private readonly double _maxCost = (double)(MaxCostOf(request.Skill) ?? decimal.MaxValue);

    /// <summary>The highest cost of one call a skill allows; null for no ceiling.</summary>
    public static decimal? MaxCostOf(Skill skill) => (skill.ModelPreferences.MaxCost, skill.Limits.MaxCostUsd) switch
    {
        ({ } call, { } all) => Math.Min(call, all),
        var (call, all) => call ?? all,
    };

    public RateDemand Rate => new(request.EstimatedInputTokens, request.EstimatedOutputTokens);

    /// <summary>The first filter that drops the model for good, or at least for now when that is a circuit or a limit.</summary>
    /// <param name="entry">The model.</param>
    /// <param name="standing">What the request says of it by name.</param>
    /// <param name="cost">Its expected cost; NaN when unknown.</param>
    public RouterFilter Check(RouterEntry entry, Standing standing, double cost)
    {
        for (var filter = RouterFilter.Pin; filter <= RouterFilter.RateLimit; filter++)
        {
            if (!Passes(filter, entry, standing, cost))
            {
                return filter;
            }
        }

        return RouterFilter.None;
    }

    /// <summary>Whether the model passes one filter. A pin overrides judgements – quality, latency, circuit –, never limits.</summary>
    public bool Passes(RouterFilter filter, RouterEntry entry, Standing standing, double cost)
    {
        var model = entry.Model;
        return filter switch
        {
            RouterFilter.Pin => standing.IsNamed,
            RouterFilter.Models => standing.IsAllowed,
            RouterFilter.Enabled => model.Enabled,
            RouterFilter.Key => standing.IsReady,
            RouterFilter.Capabilities => (model.Capabilities & _require) == _require,
            RouterFilter.ContextWindow => FitsWindow(model),
            RouterFilter.Provider => (_takesAnyProvider || Contains(_wish.Providers, model.Provider))
                && (request.OnlyProvider is not { } only || string.Equals(only, model.Provider, StringComparison.OrdinalIgnoreCase)),
            RouterFilter.Tags => !_wantsTags || HasTags(model),
            RouterFilter.Region => _takesAnyRegion || (model.Region is { } region && Contains(_wish.Regions, region)),
            RouterFilter.Quality => pin is not null || !(entry.Quality < _wish.MinQuality),
            RouterFilter.Cost => _maxCost >= (double)decimal.MaxValue || cost <= _maxCost * (1 + 1e-12),
            RouterFilter.Latency => pin is not null || _wish.MaxLatency is not { TotalMilliseconds: var most } || !(entry.LatencyBoundMs(now) > most),
            RouterFilter.Circuit => entry.Deployment.ReadyAt <= now,
            RouterFilter.RateLimit => entry.Deployment.Limits.ReadyAt(Rate, now) <= now,
            _ => true,
        };
    }

    /// <summary>What was wanted and what the model has, as the rest of a sentence that begins with its name.</summary>
    public string Describe(RouterFilter filter, RouterEntry entry, string? notReady, double cost)
    {
        var model = entry.Model;
        return filter switch
        {
            RouterFilter.Pin => pin is null ? OnlyNamed(model) : $"is not '{pin}', which the call pins",
            RouterFilter.Models => _wish.OnlyModels.Count > 0 ? $"is not allowed or is avoided; allowed are {string.Join(", ", _wish.OnlyModels)}" : "is avoided by the skill",
            RouterFilter.Enabled => "is disabled in the catalog",
            RouterFilter.Key => notReady ?? $"has no client: register the provider '{model.Provider}'",
            RouterFilter.Capabilities => $"lacks {_require & ~model.Capabilities}",
            RouterFilter.ContextWindow => $"takes {Text.Of(Window(model))} tokens, {Text.Of((long)request.EstimatedInputTokens + request.EstimatedOutputTokens)} are expected",
            RouterFilter.Provider => $"is served by {model.Provider}, {(request.OnlyProvider is { } only ? $"the prompt has a file of {only}" : $"allowed are {string.Join(", ", _wish.Providers)}")}",
            RouterFilter.Tags => $"lacks the tags {string.Join(", ", _wish.Tags.Except(model.Tags, StringComparer.OrdinalIgnoreCase))}",
            RouterFilter.Region => $"is in {model.Region ?? "no stated region"}, allowed are {string.Join(", ", _wish.Regions)}",
            RouterFilter.Quality => $"has quality {Text.Of(entry.Quality)}, at least {Text.Of(_wish.MinQuality ?? 0)} is wanted",
            RouterFilter.Cost => double.IsNaN(cost) ? $"has no known price, at most {Text.Usd(_maxCost)} may be spent" : $"is expected to cost {Text.Usd(cost)}, at most {Text.Usd(_maxCost)} may be spent",
            RouterFilter.Latency => $"takes {Text.Seconds(entry.LatencyBoundMs(now))}, at most {Text.Seconds(_wish.MaxLatency?.TotalMilliseconds ?? 0)} is wanted",
            RouterFilter.Circuit => entry.Deployment.Provider.RefusalAt(now) is not null
                ? $"is at {model.Provider}, which refused its key; it is asked again in {Text.Seconds(Left(entry.Deployment.ReadyAt))}"
                : entry.Deployment.CircuitIsOpen
                ? $"has an open circuit for another {Text.Seconds(Left(entry.Deployment.ReadyAt))}"
                : $"cools down for another {Text.Seconds(Left(entry.Deployment.ReadyAt))}",
            RouterFilter.RateLimit => $"has reached its rate limit for another {Text.Seconds(Left(entry.Deployment.Limits.ReadyAt(Rate, now)))}",
            _ => "fits",
        };
    }

    private static string OnlyNamed(ModelDefinition model) => model is { OnlyByName: false, RetiresOn: { } day }
        ? string.Create(CultureInfo.InvariantCulture, $"was retired on {day:yyyy-MM-dd}, so it answers only when it is pinned or preferred by name")
        : "answers only when it is pinned or preferred by name";

    /// <summary>The filter's name in explanations.</summary>
    public static string NameOf(RouterFilter filter, RouterEntry entry) => filter switch
    {
        RouterFilter.Pin => "pin",
        RouterFilter.Models => "models",
        RouterFilter.Enabled => "enabled",
        RouterFilter.Key => "key",
        RouterFilter.Capabilities => "capabilities",
        RouterFilter.ContextWindow => "context_window",
        RouterFilter.Provider => "provider",
        RouterFilter.Tags => "tags",
        RouterFilter.Region => "region",
        RouterFilter.Quality => "quality",
        RouterFilter.Cost => "cost",
        RouterFilter.Latency => "latency",
        RouterFilter.Circuit => entry.Deployment.CircuitIsOpen ? "circuit" : "cooldown",
        _ => "rate_limit",
    };

    /// <summary>Whether a filter drops a model for now only, so that waiting can help.</summary>
    public static bool Passing(RouterFilter filter) => filter is RouterFilter.Circuit or RouterFilter.RateLimit;

    private double Left(long until) => Math.Max(0, until - now) / (double)TimeSpan.TicksPerMillisecond;

    private bool FitsWindow(ModelDefinition model) =>
        !((long)request.EstimatedInputTokens + request.EstimatedOutputTokens > model.ContextWindow)
        && !(request.EstimatedInputTokens > model.MaxInputTokens);

    private long Window(ModelDefinition model) =>
        request.EstimatedInputTokens > model.MaxInputTokens ? model.MaxInputTokens.Value : model.ContextWindow ?? 0;

    private bool HasTags(ModelDefinition model)
    {
        foreach (var tag in _wish.Tags)
        {
            if (!Contains(model.Tags, tag))
            {
                return false;
            }
        }

        return true;
    }

    private static bool Contains(IReadOnlyList<string> names, string name)
    {
        for (var i = 0; i < names.Count; i++)
        {
            if (string.Equals(names[i], name, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }
}
