namespace Skills.Engine.Execution;

/// <summary>Checks the settings of the model catalog, and models of the configuration.</summary>
internal static class CatalogSettings
{
    private const string Section = SkillsEngineOptions.SectionName;

    /// <summary>Returns a sentence for each problem.</summary>
    public static IEnumerable<string> Problems(SkillsEngineOptions options)
    {
        var catalog = options.Catalog;
        foreach (var (name, value) in new[] { ("MaxAge", catalog.MaxAge), ("DiscoveryTimeout", catalog.DiscoveryTimeout), ("DiscoveryPause", catalog.DiscoveryPause) })
        {
            if (value <= TimeSpan.Zero)
            {
                yield return $"{Section}:Catalog:{name} is {value}; it must be more than zero.";
            }
        }

        if (catalog.HighestPrice <= 0)
        {
            yield return FormattableString.Invariant($"{Section}:Catalog:HighestPrice is {catalog.HighestPrice}; it must be more than 0.");
        }

        foreach (var problem in options.Models.SelectMany(Problems))
        {
            yield return problem;
        }
    }

    // The binder fills records without their required members.
    private static IEnumerable<string> Problems(ModelDefinition? model, int index)
    {
        var place = $"{Section}:Models:{index}";
        if (string.IsNullOrWhiteSpace(model?.Id))
        {
            yield return $"{place}:Id is empty. Give the id by which skills name the model.";
        }

        if (string.IsNullOrWhiteSpace(model?.Provider))
        {
            yield return $"{place}:Provider is empty. Give the name of the provider that serves the model, such as openai.";
        }

        (string Name, long? Value)[] counts =
        [
            ("ContextWindow", model?.ContextWindow),
            ("MaxInputTokens", model?.MaxInputTokens),
            ("MaxOutputTokens", model?.MaxOutputTokens),
            ("RequestsPerMinute", model?.RequestsPerMinute),
            ("InputTokensPerMinute", model?.InputTokensPerMinute),
            ("OutputTokensPerMinute", model?.OutputTokensPerMinute),
        ];
        foreach (var (name, value) in counts)
        {
            if (value <= 0)
            {
                yield return FormattableString.Invariant($"{place}:{name} is {value}; it must be at least 1, or be left out.");
            }
        }
    }
}
