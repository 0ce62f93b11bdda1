using Skills.Engine.Definitions;

namespace Skills.Engine.Routing;

/// <summary>What the names of models and providers in a skill mean.</summary>
internal static class ModelNames
{
    /// <summary>Returns whether a skill's name for a model means this one.</summary>
    public static bool Means(string name, ModelDefinition model)
    {
        var given = name.AsSpan().Trim();
        if (given.Length > model.Provider.Length && given[model.Provider.Length] == '/' && given.StartsWith(model.Provider, StringComparison.OrdinalIgnoreCase))
        {
            given = given[(model.Provider.Length + 1)..];
        }

        var isNamed = given.Equals(model.Id, StringComparison.OrdinalIgnoreCase) || name.Equals(model.Id, StringComparison.OrdinalIgnoreCase);
        for (var i = 0; !isNamed && i < model.Aliases.Count; i++)
        {
            isNamed = given.Equals(model.Aliases[i], StringComparison.OrdinalIgnoreCase) || name.Equals(model.Aliases[i], StringComparison.OrdinalIgnoreCase);
        }

        return isNamed;
    }

    /// <summary>Returns a sentence with the nearest name of a model, led by a space; empty when none is near.</summary>
    public static string Hint(string name, IEnumerable<ModelDefinition> models)
    {
        var hasProvider = name.Contains('/', StringComparison.Ordinal);
        return NearestName.Hint(name, models.SelectMany(m => NamesOf(m, hasProvider)).Distinct(StringComparer.OrdinalIgnoreCase));
    }

    /// <summary>Returns a sentence for each name of a model or provider in a skill that the catalog does not know.</summary>
    public static IReadOnlyList<string> Unknown(ModelPreferences wish, ModelCatalog catalog)
    {
        List<string>? unknown = null;
        ReadOnlySpan<IReadOnlyList<string>> models = [wish.PreferredModels, wish.OnlyModels, wish.AvoidedModels];
        foreach (var names in models)
        {
            for (var i = 0; i < names.Count; i++)
            {
                if (catalog.Find(names[i]) is null)
                {
                    (unknown ??= []).Add($"The skill names the model '{names[i]}', which the catalog does not know.{Hint(names[i], catalog.Models)}");
                }
            }
        }

        ReadOnlySpan<IReadOnlyList<string>> providers = [wish.Providers, wish.PreferredProviders];
        foreach (var names in providers)
        {
            for (var i = 0; i < names.Count; i++)
            {
                if (!HasProvider(catalog, names[i]))
                {
                    (unknown ??= []).Add($"The skill names the provider '{names[i]}', of which the catalog has no model.{NearestName.Hint(names[i], catalog.Models.Select(static m => m.Provider).Distinct(StringComparer.OrdinalIgnoreCase))}");
                }
            }
        }

        return unknown ?? (IReadOnlyList<string>)[];
    }

    private static bool HasProvider(ModelCatalog catalog, string name) => catalog.Models.Any(m => name.Equals(m.Provider, StringComparison.OrdinalIgnoreCase));

    private static IEnumerable<string> NamesOf(ModelDefinition model, bool withProvider) =>
        ((IEnumerable<string>)[model.Id, .. model.Aliases]).Select(n => withProvider ? $"{model.Provider}/{n}" : n);
}
