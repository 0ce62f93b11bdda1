using Skills.Engine.Routing;

namespace Skills.Engine.Execution;

/// <summary>What the caller should know of the model that answered.</summary>
internal static class ModelWarnings
{
    /// <summary>Returns the warnings on an answer: names that nothing is known of, no preferred model answered, limits and price are not known.</summary>
    /// <param name="skill">The skill.</param>
    /// <param name="answered">The model that answered.</param>
    /// <param name="isSteered">Whether the call pinned a model or an experiment chose it, so that the skill's preference did not count.</param>
    /// <param name="routing">Why that model; says why the preferred ones were dropped.</param>
    /// <param name="catalog">The models known.</param>
    public static IEnumerable<string> Of(Skill skill, ModelDefinition answered, bool isSteered, RoutingExplanation? routing, ModelCatalog catalog)
    {
        foreach (var unknown in ModelNames.Unknown(skill.ModelPreferences, catalog))
        {
            yield return unknown;
        }

        var preferred = skill.ModelPreferences.PreferredModels;
        if (!isSteered && preferred.Count > 0 && !preferred.Any(n => ModelNames.Means(n, answered)))
        {
            yield return $"{Subject(preferred)} did not answer{WhyNot(preferred[0], routing)}. '{answered.Provider}/{answered.Id}' answered instead.";
        }

        if (answered.IsUnlisted)
        {
            yield return $"The model '{answered.Provider}/{answered.Id}' is not in the catalog, so its limits and price are not known. Add it by an overlay file or AddModels.";
        }
    }

    private static string Subject(IReadOnlyList<string> preferred) => preferred.Count == 1
        ? $"The preferred model '{preferred[0]}'"
        : $"None of the preferred models '{string.Join("', '", preferred)}'";

    private static string WhyNot(string name, RoutingExplanation? routing)
    {
        var dropped = routing?.Candidates.FirstOrDefault(c => c.DroppedBy is not null && ModelNames.Means(name, new() { Id = c.Model, Provider = c.Provider }));
        return dropped is null ? "" : $": it {dropped.Reason.TrimEnd('.')}";
    }
}
