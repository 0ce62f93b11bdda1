using System.Globalization;
using Skills.Cli.Shell;
using Skills.Engine;

namespace Skills.Cli.Describing;

/// <summary>A skill as lines for people.</summary>
internal static class SkillDescription
{
    /// <summary>Returns the lines.</summary>
    public static IEnumerable<string> Lines(SkillDefinition definition, CliHost host, Ink ink)
    {
        var skill = definition.Skill;
        yield return $"{ink.Bold(skill.Slug)} {skill.Version}{(definition.Path is { } path ? $"  {host.ShortPath(path)}" : "")}";
        yield return PlainText.Of(skill.Description);
        yield return "";
        yield return ink.Bold("Inputs");
        foreach (var line in SchemaLines.Of(skill.InputSchema))
        {
            yield return line;
        }

        yield return ink.Bold("Outputs");
        foreach (var line in SchemaLines.Of(skill.OutputSchema))
        {
            yield return line;
        }

        foreach (var line in Details(definition))
        {
            yield return line;
        }
    }

    private static IEnumerable<string> Details(SkillDefinition definition)
    {
        var skill = definition.Skill;
        if (skill.Composition is { } composition)
        {
            yield return $"Steps     {string.Join(", ", composition.Steps.Select(static s => $"{s.Key} ({s.Skill})"))}";
        }

        var models = skill.ModelPreferences;
        yield return $"Models    {(models.PreferredModels.Count > 0 ? string.Join(", ", models.PreferredModels) : "any")}{(models.MaxCost is { } most ? $", at most {Money.Text(most)} a call" : "")}";
        yield return $"Rules     {(skill.ValidationRules.Count > 0 ? string.Join(", ", skill.ValidationRules.Select(static r => r.Type)) : "none")}";
        yield return $"Cache     {(skill.Cache.Enabled ? $"{skill.Cache.Scope.ToString().ToLowerInvariant()}{(skill.Cache.Ttl is { } ttl ? $" for {ttl}" : "")}" : "off")}";
        yield return string.Create(CultureInfo.InvariantCulture, $"Tests     {definition.Tests.Count}");
        if (skill.Variants.Count > 0)
        {
            yield return $"Variants  {string.Join(", ", skill.Variants.Select(static v => string.Create(CultureInfo.InvariantCulture, $"{v.Name} {v.Weight:P0}")))}";
        }
    }
}
