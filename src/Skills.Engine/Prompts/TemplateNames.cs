using Skills.Jinja;
using Skills.JsonSchema;

namespace Skills.Engine.Prompts;

/// <summary>Holds the names that a skill's templates use against its input schema.</summary>
internal static class TemplateNames
{
    private const int Listed = 10;

    /// <summary>Passes when every name is declared, or is expected to be missing.</summary>
    /// <exception cref="PromptRenderException">A name is not declared; the place is that of the first, the message lists them.</exception>
    public static void Check(IEnumerable<JinjaTemplate> templates, SchemaView inputs)
    {
        var shape = SchemaNames.Of(inputs)!;
        var undeclared = templates
            .SelectMany(template => template.FindUndeclared(shape))
            .Where(use => !use.IsGuarded && !PromptNames.Contains(use.Name))
            .ToList();
        if (undeclared is [var first, ..])
        {
            throw new PromptRenderException("template.undeclared", PlaceOf(first), string.Join(" ", undeclared.Take(Listed).Select(Sentence)));
        }
    }

    private static string Sentence(JinjaNameUse use) =>
        $"'{use.Path}' at {PlaceOf(use)} is not declared by the input schema.{(use.Suggestion is { } nearest ? $" Did you mean '{nearest}'?" : "")}";

    private static string PlaceOf(JinjaNameUse use) => $"{use.TemplateName}:{use.Line}:{use.Column}";
}
