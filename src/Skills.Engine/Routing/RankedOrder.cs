namespace Skills.Engine.Routing;

/// <summary>Changes of the order by score.</summary>
internal static class RankedOrder
{
    // A fallback at another provider may be this much worse than one where the first just failed.
    private const double DomainTolerance = 0.1;

    /// <summary>Puts the cheapest first, however low its score: a ladder starts with it.</summary>
    public static void CheapestFirst(scoped Span<Ranked> ranked, scoped Span<Looked> looked)
    {
        var at = 0;
        for (var i = 1; i < ranked.Length; i++)
        {
            var (cost, least) = (looked[ranked[i].Index].Cost, looked[ranked[at].Index].Cost);
            at = cost < least || (double.IsNaN(least) && !double.IsNaN(cost)) ? i : at;
        }

        ToFront(ranked, at);
    }

    /// <summary>Moves one to the front and keeps the order of the others.</summary>
    public static void ToFront(scoped Span<Ranked> ranked, int at)
    {
        var moved = ranked[at];
        ranked[..at].CopyTo(ranked[1..]);
        ranked[0] = moved;
    }

    /// <summary>Puts fallbacks of other providers first: what took one model down often takes its provider's others down too.</summary>
    public static void SpreadFallbacks(scoped Span<Ranked> ranked, RouterEntry[] entries, int mostCandidates)
    {
        for (var i = 1; i < ranked.Length && i < mostCandidates; i++)
        {
            var before = entries[ranked[i - 1].Index].Provider;
            if (ranked[i].Preference != RouterWish.Unpreferred || entries[ranked[i].Index].Provider != before)
            {
                continue;
            }

            for (var j = i + 1; j < ranked.Length && ranked[j].Score >= ranked[i].Score - DomainTolerance; j++)
            {
                if (entries[ranked[j].Index].Provider != before)
                {
                    ToFront(ranked[i..], j - i);
                    break;
                }
            }
        }
    }
}
