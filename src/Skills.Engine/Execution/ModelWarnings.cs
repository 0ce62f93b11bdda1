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
    public static IReadOnlyList<string> Of(Skill skill, ModelDefinition answered, bool isSteered, RoutingExplanation? routing, ModelCatalog catalog)
    {
        var unknown = ModelNames.Unknown(skill.ModelPreferences, catalog);
        var passedOver = isSteered ? null : PassedOver(skill.ModelPreferences.PreferredModels, answered, routing);
        var unlisted = answered.IsUnlisted
            ? $"The model '{answered.Provider}/{answered.Id}' is not in the catalog, so its limits and price are not known. Add it by an overlay file or AddModels."
            : null;
        return passedOver is null && unlisted is null ? unknown : [.. unknown, .. new[] { passedOver, unlisted }.OfType<string>()];
    }

    private static string? PassedOver(IReadOnlyList<string> preferred, ModelDefinition answered, RoutingExplanation? routing)
    {
        for (var i = 0; i < preferred.Count; i++)
        {
            if (ModelNames.Means(preferred[i], answered))
            {
                return null;
            }
        }

        return preferred.Count == 0 ? null : $"{Subject(preferred)} did not answer{WhyNot(preferred[0], routing)}. '{answered.Provider}/{answered.Id}' answered instead.";
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
