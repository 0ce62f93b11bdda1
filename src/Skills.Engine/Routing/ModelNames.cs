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
    public static IEnumerable<string> Unknown(ModelPreferences wish, ModelCatalog catalog)
    {
        foreach (var name in wish.PreferredModels.Concat(wish.OnlyModels).Concat(wish.AvoidedModels).Where(n => catalog.Find(n) is null))
        {
            yield return $"The skill names the model '{name}', which the catalog does not know.{Hint(name, catalog.Models)}";
        }

        foreach (var name in wish.Providers.Concat(wish.PreferredProviders).Where(n => !catalog.Models.Any(m => n.Equals(m.Provider, StringComparison.OrdinalIgnoreCase))))
        {
            yield return $"The skill names the provider '{name}', of which the catalog has no model.{NearestName.Hint(name, catalog.Models.Select(static m => m.Provider).Distinct(StringComparer.OrdinalIgnoreCase))}";
        }
    }

    private static IEnumerable<string> NamesOf(ModelDefinition model, bool withProvider) =>
        ((IEnumerable<string>)[model.Id, .. model.Aliases]).Select(n => withProvider ? $"{model.Provider}/{n}" : n);
}
