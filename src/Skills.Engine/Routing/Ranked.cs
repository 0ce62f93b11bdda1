namespace Skills.Engine.Routing;

/// <summary>A model in the order of a decision.</summary>
/// <param name="Index">Its index in the snapshot.</param>
/// <param name="Preference">Its place among the preferred; see <see cref="RouterWish"/>.</param>
/// <param name="Score">Its score.</param>
internal readonly record struct Ranked(int Index, int Preference, double Score)
{
    /// <summary>Returns whether this one comes before another. Equal scores keep the order of the catalog, so that equal inputs choose equally.</summary>
    public bool IsBefore(in Ranked other) => Preference != other.Preference
        ? Preference < other.Preference
        : Score != other.Score ? Score > other.Score : Index < other.Index;

    /// <summary>Puts a model into its place; the last one is dropped when there is no room.</summary>
    public static void Insert(scoped Span<Ranked> ranked, ref int count, Ranked item)
    {
        var at = count < ranked.Length ? count++ : ranked.Length;
        if (at == ranked.Length && !item.IsBefore(ranked[--at]))
        {
            return;
        }

        while (at > 0 && item.IsBefore(ranked[at - 1]))
        {
            ranked[at] = ranked[at - 1];
            at--;
        }

        ranked[at] = item;
    }
}
