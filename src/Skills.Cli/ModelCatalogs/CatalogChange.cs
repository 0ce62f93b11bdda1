using Skills.Engine;

namespace Skills.Cli.ModelCatalogs;

/// <summary>One difference between two catalogs.</summary>
/// <param name="Model">The model as the new catalog has it.</param>
/// <param name="Kind">What differs: <c>new</c>, <c>price</c>, or <c>other</c> for limits, capabilities and the like.</param>
/// <param name="Before">The price before; null when there is none.</param>
/// <param name="After">The price after; null when there is none.</param>
internal sealed record CatalogChange(ModelDefinition Model, string Kind, ModelPrice? Before, ModelPrice? After)
{
    /// <summary>Returns what taking over a catalog changes, by provider and id.</summary>
    /// <param name="now">The models in use.</param>
    /// <param name="next">The models of the new file.</param>
    /// <param name="today">The day whose prices are compared.</param>
    public static IReadOnlyList<CatalogChange> Between(IReadOnlyList<ModelDefinition> now, IReadOnlyList<ModelDefinition> next, DateOnly today)
    {
        var known = now.ToDictionary(KeyOf);
        return [.. next.OrderBy(static m => m.Provider, StringComparer.Ordinal).ThenBy(static m => m.Id, StringComparer.Ordinal)
            .Select(m => Of(known.GetValueOrDefault(KeyOf(m)), m, today)).OfType<CatalogChange>()];
    }

    private static (string Provider, string Id) KeyOf(ModelDefinition model) => (model.Provider.ToUpperInvariant(), model.Id.ToUpperInvariant());

    private static CatalogChange? Of(ModelDefinition? before, ModelDefinition after, DateOnly today)
    {
        var (old, price) = (before?.PriceOn(today), after.PriceOn(today));
        return before is null ? new(after, "new", null, price)
            : !before.Prices.SequenceEqual(after.Prices) ? new(after, "price", old, price)
            : !IsSame(before, after) ? new(after, "other", old, price)
            : null;
    }

    // Records compare lists by reference, so the lists are compared by themselves.
    private static bool IsSame(ModelDefinition a, ModelDefinition b) =>
        a.Aliases.SequenceEqual(b.Aliases, StringComparer.OrdinalIgnoreCase)
        && a.Tags.SequenceEqual(b.Tags, StringComparer.OrdinalIgnoreCase)
        && a with { Prices = b.Prices, Aliases = b.Aliases, Tags = b.Tags } == b;
}
