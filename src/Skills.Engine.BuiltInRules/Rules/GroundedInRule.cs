using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Skills.Engine.Rules;

/// <summary>
/// <c>grounded_in</c>: a string occurs in an input, or with <c>quotes: true</c> every passage in quotation marks within it does.
/// Case, white space and the shape of quotes and dashes are overlooked.
/// </summary>
internal sealed partial class GroundedInRule(RuleFields fields, IReadOnlyList<FieldPath> sources, bool quotes, int minLength) : FieldRule(fields)
{
    public static IRule Read(RuleParameters parameters, RuleSetting setting)
    {
        var sources = Inputs(parameters).Select(FieldPath.Parse).ToList();
        return new GroundedInRule(RuleFields.Read(parameters, setting.Skill), sources, parameters.Flag("quotes"), parameters.Count("min_length") ?? 1);
    }

    private static IReadOnlyList<string> Inputs(RuleParameters parameters) => (parameters.Texts("input"), parameters.Texts("inputs")) switch
    {
        (null, null) => throw new RuleFormatException("The parameter 'input' is missing.") { Parameter = "input" },
        ({ } input, null) => input,
        (null, { } inputs) => inputs,
        _ => throw new RuleFormatException("Give 'input' or 'inputs', not both.") { Parameter = "inputs" },
    };

    protected override string? Judge(JsonElement value, RuleContext context)
    {
        if (value.ValueKind != JsonValueKind.String)
        {
            return $"must be a string; it is {JsonText.KindOf(value)}.";
        }

        var texts = Sources(context);
        if (texts.Count == 0)
        {
            return $"cannot be traced: the input {string.Join(", ", sources.Select(static s => s.Text))} holds no text.";
        }

        foreach (var passage in Passages(value.GetString()!))
        {
            if (passage.Length >= minLength && !texts.Exists(t => t.Contains(passage, StringComparison.Ordinal)))
            {
                return $"holds a passage that is not in the input: \"{(passage.Length > 80 ? passage[..80] + "…" : passage)}\".";
            }
        }

        return null;
    }

    private List<string> Sources(RuleContext context) => context.Inputs.ValueKind == JsonValueKind.Undefined
        ? []
        : [.. sources.SelectMany(s => s.Find(context.Inputs)).Where(static m => m.Value is { ValueKind: JsonValueKind.String }).Select(static m => Normalize(m.Value!.Value.GetString()!))];

    private IEnumerable<string> Passages(string text) => quotes
        ? Quoted().Matches(text).Select(static m => Normalize(m.Groups.Values.Skip(1).First(static g => g.Success).Value))
        : [Normalize(text)];

    /// <summary>A text without case, repeated white space and the differences between quotes and dashes.</summary>
    internal static string Normalize(string text)
    {
        var plain = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            if (char.IsWhiteSpace(c))
            {
                if (plain.Length > 0 && plain[^1] != ' ')
                {
                    plain.Append(' ');
                }
            }
            else
            {
                plain.Append(c switch
                {
                    '\u201c' or '\u201d' or '\u201e' or '\u00ab' or '\u00bb' => '"',
                    '\u2018' or '\u2019' or '\u201a' => '\'',
                    '\u2010' or '\u2011' or '\u2012' or '\u2013' or '\u2014' => '-',
                    _ => char.ToLowerInvariant(c),
                });
            }
        }

        return plain.ToString().Trim();
    }

    [GeneratedRegex("\"([^\"\\n]+)\"|\u201c([^\u201d\\n]+)\u201d|\u201e([^\u201c\u201d\\n]+)[\u201c\u201d]|\u00ab([^\u00bb\\n]+)\u00bb", RegexOptions.CultureInvariant)]
    private static partial Regex Quoted();
}
