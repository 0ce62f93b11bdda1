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

    /// <summary>Returns the sentence: the keys to set when no provider can be called, otherwise what the nearest model lacks.</summary>
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

        if (NoProvider() is { } nobody)
        {
            return nobody;
        }

        var (nearest, lacks) = Nearest();
        return $"No model fits. Nearest is {nearest.Model.Id} ({nearest.Model.Provider}): it {string.Join("; it ", lacks).TrimEnd('.')}.{Unknown()}";
    }

    // Without a single provider that can be called, what to set is all that matters.
    private string? NoProvider()
    {
        if (wish.Pin is not null || _ready[..snapshot.Clients.Length].Contains(true))
        {
            return null;
        }

        var missing = new List<string>();
        foreach (var provider in InOrderOfPreference())
        {
            if (snapshot.Clients[provider]?.Provider is { NotReady: { } sentence } client)
            {
                missing.Add($"{client.Name}: {sentence.TrimEnd('.')}.");
            }
        }

        return missing.Count > 0 ? $"No model fits: no provider can be called. {string.Join(" ", missing)}"
            : Array.TrueForAll(snapshot.Clients, static c => c is null) ? "No model fits: no provider is registered. Add one to the builder, such as AddOpenAI(), AddAnthropic() or AddLocal()."
            : null;
    }

    private IEnumerable<int> InOrderOfPreference()
    {
        var order = new (int Preference, int Provider)[snapshot.Entries.Length];
        for (var i = 0; i < order.Length; i++)
        {
            order[i] = (wish.PreferenceOf(i), snapshot.Entries[i].Provider);
        }

        return order.OrderBy(static o => o.Preference).Select(static o => o.Provider).Distinct();
    }

    // What is registered first, since the whole catalog says nothing to a host with some of its providers. Then what the skill
    // allows and prefers, then what lacks least, then the better model.
    private (RouterEntry Entry, List<string> Lacks) Nearest()
    {
        var nearest = (Entry: snapshot.Entries[0], Lacks: LackOf(0), Order: (int.MaxValue, int.MaxValue, int.MaxValue, int.MaxValue, 0.0));
        for (var i = 0; i < snapshot.Entries.Length; i++)
        {
            var entry = snapshot.Entries[i];
            var lacks = LackOf(i);
            var isRegistered = snapshot.Clients[entry.Provider] is not null || (wish.Pin is not null && wish.IsNamed(i));
            var order = (isRegistered ? 0 : 1, wish.IsAllowed(i) ? 0 : 1, wish.PreferenceOf(i), lacks.Count, -entry.Quality);
            if (order.CompareTo(nearest.Order) < 0)
            {
                nearest = (entry, lacks, order);
            }
        }

        return (nearest.Entry, nearest.Lacks);
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
