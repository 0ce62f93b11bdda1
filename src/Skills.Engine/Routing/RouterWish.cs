namespace Skills.Engine.Routing;

/// <summary>Which models one request names, and how. A value on the stack of a decision.</summary>
/// <param name="snapshot">The models.</param>
/// <param name="request">What is wanted.</param>
/// <param name="arm">Indexes that an experiment steers to; empty when none does.</param>
internal readonly struct RouterWish(RouterSnapshot snapshot, RoutingRequest request, int[] arm)
{
    /// <summary>The preference of a model that nobody named.</summary>
    public const int Unpreferred = int.MaxValue;

    /// <summary>The preference of a model that an experiment steers to.</summary>
    public const int Steered = -1;

    private readonly ModelPreferences _wish = request.Skill.ModelPreferences;
    private readonly bool _allowsAll = request.Skill.ModelPreferences is { OnlyModels.Count: 0, AvoidedModels.Count: 0 };

    /// <summary>Gets the name that the call pins; null when it pins none.</summary>
    public string? Pin => request.Context.Model;

    /// <summary>Returns whether the pin means the model, and without a pin whether the model may answer unasked or is named by the skill.</summary>
    public bool IsNamed(int index) => Pin is { } pin
        ? Array.IndexOf(snapshot.Named(pin), index) >= 0
        : !snapshot.Entries[index].OnlyByName || PreferenceOf(index) != Unpreferred || Contains(_wish.OnlyModels, index);

    /// <summary>Returns whether the skill's lists of allowed and avoided models let the model answer.</summary>
    public bool IsAllowed(int index) =>
        _allowsAll || ((_wish.OnlyModels.Count == 0 || Contains(_wish.OnlyModels, index)) && !Contains(_wish.AvoidedModels, index));

    /// <summary>Returns the place of the model among those that are preferred, from 0; <see cref="Unpreferred"/> when it is not.</summary>
    public int PreferenceOf(int index)
    {
        if (Array.IndexOf(arm, index) >= 0)
        {
            return Steered;
        }

        var place = PlaceOf(_wish.PreferredModels, index);
        return place < 0 ? Unpreferred : place;
    }

    /// <summary>Sets the place of each preferred model: the earliest of several, and an experiment before all.</summary>
    public void MarkPreferred(scoped Span<Looked> looked)
    {
        for (var place = _wish.PreferredModels.Count - 1; place >= 0; place--)
        {
            Mark(looked, snapshot.Named(_wish.PreferredModels[place]), place);
        }

        Mark(looked, arm, Steered);
    }

    private static void Mark(scoped Span<Looked> looked, int[] indexes, int place)
    {
        foreach (var index in indexes)
        {
            looked[index] = looked[index] with { Preference = place };
        }
    }

    private bool Contains(IReadOnlyList<string> names, int index) => PlaceOf(names, index) >= 0;

    private int PlaceOf(IReadOnlyList<string> names, int index)
    {
        for (var i = 0; i < names.Count; i++)
        {
            if (Array.IndexOf(snapshot.Named(names[i]), index) >= 0)
            {
                return i;
            }
        }

        return -1;
    }
}
