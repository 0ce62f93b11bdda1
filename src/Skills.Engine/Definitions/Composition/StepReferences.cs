using System.Text.Json;
using System.Text.RegularExpressions;

namespace Skills.Engine.Definitions;

/// <summary>Finds which steps the templates and expressions of a step read.</summary>
internal static partial class StepReferences
{
    /// <summary>The keys, each once, as written.</summary>
    public static IReadOnlyList<string> Of(SkillCall step)
    {
        var texts = new List<string>();
        if (step.Inputs is { } inputs)
        {
            Texts(inputs, texts);
        }

        texts.AddRange(new[] { step.When, step.ForEach }.OfType<string>());
        return [.. texts.SelectMany(Keys).Distinct()];
    }

    /// <summary>The keys a text reads: in <c>steps.key</c> and <c>steps["key"]</c>.</summary>
    public static IEnumerable<string> Keys(string text) =>
        Reference().Matches(text).Select(static m => m.Groups["dot"].Success ? m.Groups["dot"].Value : m.Groups["bracket"].Value);

    /// <summary>Every text of a value.</summary>
    public static void Texts(JsonElement value, List<string> texts)
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

    [GeneratedRegex("""\bsteps\s*(\.\s*(?<dot>[A-Za-z_]\w*)|\[\s*["'](?<bracket>[^"']+)["']\s*\])""", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Reference();
}
