namespace Skills.Engine.Routing;

/// <summary>Says why no model fits: what the nearest one lacks.</summary>
internal readonly ref struct NoModel(RouterSnapshot snapshot, RoutingRequest request, RouterDemand demand, RouterWish wish, ReadOnlySpan<bool> ready)
{
    private readonly ReadOnlySpan<bool> _ready = ready;

    /// <summary>Gets whether the prompt is too long for every model that could answer otherwise: then it is the prompt that must change.</summary>
    public bool IsPromptTooLong
    {
        get
        {
            var any = false;
            for (var i = 0; i < snapshot.Entries.Length; i++)
            {
                var entry = snapshot.Entries[i];
                if (_ready[entry.Provider] && entry.Model.Enabled && wish.IsNamed(i) && demand.Passes(RouterFilter.Capabilities, entry, default, 0))
                {
                    if (demand.Passes(RouterFilter.ContextWindow, entry, default, 0))
                    {
                        return false;
                    }

                    any = true;
                }
            }

            return any;
        }
    }

    /// <summary>Returns the sentence. The nearest lacks least; among equals it is the better model.</summary>
    public string Describe()
    {
        if (snapshot.Entries.Length == 0)
        {
            return "No model fits: the catalog is empty. Register a provider or add to SkillsEngineOptions.Models.";
        }

        if (wish.Pin is { } pin && snapshot.Named(pin).Length == 0)
        {
            return $"No model fits: the call pins '{pin}', which the catalog does not know.{ModelNames.Hint(pin, snapshot.Source)} Use one of its ids or aliases.";
        }

        // The whole catalog says nothing to a host that registered some of its providers.
        var anyRegistered = Array.Exists(snapshot.Clients, static c => c is not null);
        RouterEntry? nearest = null;
        var lacks = new List<string>();
        for (var i = 0; i < snapshot.Entries.Length; i++)
        {
            var entry = snapshot.Entries[i];
            if (anyRegistered && snapshot.Clients[entry.Provider] is null && !(wish.Pin is not null && wish.IsNamed(i)))
            {
                continue;
            }

            var found = LackOf(i);
            if (nearest is null || found.Count < lacks.Count || (found.Count == lacks.Count && entry.Quality > nearest.Quality))
            {
                (nearest, lacks) = (entry, found);
            }
        }

        return $"No model fits. Nearest is {nearest!.Model.Id} ({nearest.Model.Provider}): it {string.Join("; it ", lacks).TrimEnd('.')}.{Unknown()}";
    }

    // A list whose names mean nothing leaves no model, and then the typo is the reason.
    private string Unknown()
    {
        var (models, named) = (snapshot.Source, snapshot);
        return string.Concat(request.Skill.ModelPreferences.OnlyModels
            .Where(n => named.Named(n).Length == 0)
            .Select(n => $" The skill allows '{n}', which the catalog does not know.{ModelNames.Hint(n, models)}"));
    }

    private List<string> LackOf(int index)
    {
        var entry = snapshot.Entries[index];
        var cost = entry.CostOf(request.EstimatedInputTokens, request.EstimatedOutputTokens);
        var standing = new Standing(wish.IsNamed(index), wish.IsAllowed(index), _ready[entry.Provider]);
        var lacks = new List<string>();
        for (var filter = RouterFilter.Pin; filter <= RouterFilter.RateLimit; filter++)
        {
            if (!demand.Passes(filter, entry, standing, cost))
            {
                var lack = demand.Describe(filter, entry, null, cost);
                lacks.Add(filter is RouterFilter.Key && snapshot.Clients[entry.Provider]?.Provider.NotReady is { } sentence ? $"cannot be called: {sentence}" : lack);
            }
        }

        return lacks;
    }
}
