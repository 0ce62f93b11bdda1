using System.Text.RegularExpressions;
using Skills.Engine.Definitions;
using Skills.Engine.SkillFiles.Reading;
using Skills.Engine.SkillFiles.Sources;
using Skills.JsonSchema;

namespace Skills.Engine.SkillFiles.Checks;

/// <summary>Finds what is allowed and most likely not meant.</summary>
internal static partial class SlipCheck
{
    /// <summary>Checks a skill.</summary>
    /// <param name="draft">The skill.</param>
    /// <param name="output">Its output schema; null when there is none or it is wrong.</param>
    /// <param name="diagnostics">Takes the findings.</param>
    public static void Run(SkillDraft draft, SchemaView? output, DiagnosticList diagnostics)
    {
        Examples(draft, diagnostics);
        Output(draft, output, diagnostics);
        foreach (var template in draft.Templates.Where(static t => !t.IsExpression))
        {
            Text(template.Node, diagnostics);
        }
    }

    private static void Examples(SkillDraft draft, DiagnosticList diagnostics)
    {
        var place = (draft.Root.Find("messages")?.Value as ListNode)?.Items.OfType<MapNode>().Select(static m => m.Find("examples")).FirstOrDefault(static e => e is not null);
        if (place is not null && draft.Skill.Examples.Count == 0 && draft.Skill.Messages.Any(static m => m.Examples))
        {
            diagnostics.Add(SkillDiagnosticCode.DeadOption, place.Key, "'examples' sends nothing: the file has no 'examples' of its own.");
        }
    }

    private static void Output(SkillDraft draft, SchemaView? output, DiagnosticList diagnostics)
    {
        if (output is not { Properties.Count: > 0 })
        {
            return;
        }

        var names = output.Properties.Select(static p => p.Name).ToList();
        if (draft.Skill.Output.Format is OutputFormat.Text or OutputFormat.Markdown && names.Count > 1 && draft.Place("/output/format") is ScalarNode format)
        {
            diagnostics.Add(SkillDiagnosticCode.LikelySlip, format, $"A reply in '{format.Text}' is one text, but the output schema has {names.Count} properties. Use 'format: json', or a schema with one property.");
        }

        var isClosed = output.IsClosed;
        foreach (var (key, value) in ((draft.Root.Find("output")?.Value as MapNode)?.Find("aliases")?.Value as MapNode)?.Entries ?? [])
        {
            if (isClosed && value is ScalarNode { Kind: ScalarKind.String } target && !names.Contains(target.Text.Split('/', '.')[^1]))
            {
                diagnostics.Add(SkillDiagnosticCode.LikelySlip, value, $"The alias '{key.Text}' stands for '{target.Text}', which the output schema does not have.{NearestName.Hint(target.Text, names)}");
            }
        }

        foreach (var path in isClosed ? draft.Tests.SelectMany(Paths) : [])
        {
            if (FirstName().Match(path.Text) is { Success: true } match && !names.Contains(match.Groups["name"].Value))
            {
                diagnostics.Add(SkillDiagnosticCode.LikelySlip, path, $"The output schema has no '{match.Groups["name"].Value}', so this path finds nothing.{NearestName.Hint(match.Groups["name"].Value, names)}");
            }
        }
    }

    private static IEnumerable<ScalarNode> Paths(MapNode test) =>
        ((test.Find("expect")?.Value as ListNode)?.Items ?? []).OfType<MapNode>().Select(static e => e.Find("path")?.Value).OfType<ScalarNode>();

    private static void Text(ScalarNode node, DiagnosticList diagnostics)
    {
        if (node.Style is ScalarStyle.Plain or ScalarStyle.SingleQuoted && node.Text.Contains('\\', StringComparison.Ordinal) && Escape().IsMatch(TemplateTags.Without(node.Text)))
        {
            diagnostics.Add(SkillDiagnosticCode.LikelySlip, node, "A backslash and a letter are sent as they are: only text in double quotes has escapes. Put it in double quotes or behind '|'.");
        }

        if (node.Style != ScalarStyle.Plain)
        {
            return;
        }

        var (source, text) = (node.Source, node.Text);
        var line = source.Place(node.End).Line;
        var rest = source.Line(line)[Math.Clamp(node.End - source.LineStart(line), 0, source.Line(line).Length)..];
        if (rest.AsSpan().TrimStart() is ['#', ..])
        {
            diagnostics.Add(SkillDiagnosticCode.LikelySlip, source, node.End + rest.IndexOf('#', StringComparison.Ordinal), 1, "The text ends before this '#': YAML takes the rest of the line for a comment. Put the text in quotes or behind '|'.");
        }

        if (text is ['\u201C', .., '\u201D'] or ['\u2018', .., '\u2019'] or ['\u201E', .., '\u201C' or '\u201D'] or ['\u00AB', .., '\u00BB'])
        {
            diagnostics.Add(SkillDiagnosticCode.LikelySlip, node, "These quotation marks are typographic and are sent with the text. YAML takes straight ones, ' or \".");
        }
    }

    // \n, \r and \t, but not in C:\new or \\n.
    [GeneratedRegex(@"(?<![A-Za-z]:|\\)\\[nrt]", RegexOptions.CultureInvariant)]
    private static partial Regex Escape();

    // What the template language reads itself has strings of its own.
    [GeneratedRegex(@"^\$?\.?(?<name>[A-Za-z_]\w*)", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex FirstName();
}
