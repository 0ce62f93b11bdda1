using System.Text.Json;
using System.Text.RegularExpressions;

namespace Skills.Engine.Composition;

/// <summary>Finds which steps the templates and expressions of a step read.</summary>
internal static partial class StepReferences
{
    /// <summary>The keys, each once, as written.</summary>
    public static IReadOnlyList<string> Of(SkillCall step) => [.. Expressions(step).SelectMany(Keys).Distinct()];

    /// <summary>Whether a step reads other steps by names that are known only at run time, such as <c>steps[inputs.source]</c>, or all of them.</summary>
    public static bool IsDynamic(SkillCall step) => Expressions(step).Any(static text => References(text).Any(static m => NameOf(m) is null));

    // The parts of a text between the marks of Jinja2; conditions and lists may be expressions without them.
    private static IEnumerable<string> Expressions(SkillCall step)
    {
        var texts = new List<string>();
        if (step.Inputs is { } inputs)
        {
            Texts(inputs, texts);
        }

        return texts.SelectMany(static text => Tag().Matches(text)).Select(static tag => tag.Value)
            .Concat(new[] { step.When, step.ForEach }.OfType<string>());
    }

    private static IEnumerable<string> Keys(string text) => References(text).Select(NameOf).OfType<string>();

    // A field of that name, as in inputs.steps, and a text in quotes are something else.
    private static IEnumerable<Match> References(string text) =>
        Reference().Matches(text).Where(m => text.AsSpan(0, m.Index).TrimEnd() is not [.., '.' or '"' or '\'']);

    private static string? NameOf(Match reference) =>
        reference.Groups["dot"].Success ? reference.Groups["dot"].Value : reference.Groups["bracket"].Success ? reference.Groups["bracket"].Value : null;

    private static void Texts(JsonElement value, List<string> texts)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.String:
                texts.Add(value.GetString()!);
                break;
            case JsonValueKind.Array:
                foreach (var item in value.EnumerateArray())
                {
                    Texts(item, texts);
                }

                break;
            case JsonValueKind.Object:
                foreach (var property in value.EnumerateObject())
                {
                    Texts(property.Value, texts);
                }

                break;
            default:
                break;
        }
    }

    [GeneratedRegex("""\bsteps\b(\s*\.\s*(?<dot>[A-Za-z_]\w*)|\s*\[\s*("(?<bracket>[^"]+)"|'(?<bracket>[^']+)')\s*\])?""", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Reference();

    [GeneratedRegex(@"\{\{[\s\S]*?\}\}|\{%[\s\S]*?%\}", RegexOptions.NonBacktracking)]
    private static partial Regex Tag();
}
