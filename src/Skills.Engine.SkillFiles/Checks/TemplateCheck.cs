using System.Text.RegularExpressions;
using Skills.Engine.Definitions;
using Skills.Engine.SkillFiles.Reading;
using Skills.Engine.SkillFiles.Sources;
using Skills.Jinja;
using Skills.JsonSchema;

namespace Skills.Engine.SkillFiles.Checks;

/// <summary>Parses a skill's templates, and follows what they include.</summary>
internal sealed partial class TemplateCheck
{
    private readonly SkillDraft _draft;
    private readonly DiagnosticList _diagnostics;
    private readonly JinjaEnvironment _environment;
    private readonly HashSet<string> _included = [];
    private readonly Dictionary<string, List<string>> _edges = [];
    private readonly Lazy<HashSet<string>> _fields;
    private bool _dynamic;

    private TemplateCheck(SkillDraft draft, SchemaView? inputs, DiagnosticList diagnostics)
    {
        (_draft, _diagnostics) = (draft, diagnostics);
        _fields = new(() => Fields(inputs?.Schema));
        _environment = new(new() { TrimBlocks = true, LstripBlocks = true, Loader = new JinjaMemoryLoader(draft.Skill.Partials) });
    }

    /// <summary>Checks the templates.</summary>
    /// <param name="draft">The skill.</param>
    /// <param name="inputs">Its input schema; null when there is none or it is wrong.</param>
    /// <param name="isVariant">Whether it is a variant, which need not use all that the file declares.</param>
    /// <param name="diagnostics">Takes what is wrong.</param>
    public static void Run(SkillDraft draft, SchemaView? inputs, bool isVariant, DiagnosticList diagnostics)
    {
        var check = new TemplateCheck(draft, inputs, diagnostics);
        foreach (var template in draft.Templates.TakeWhile(_ => !diagnostics.IsFull))
        {
            check.Empty(template);
            TemplateSyntax.Check(template, check._environment, diagnostics);
            check.Includes(template);
            check.Methods(template);
        }

        check.PartialCycles();
        if (!isVariant)
        {
            check.UnusedPartials();
            check.UnusedInputs();
        }

        TemplateNames.Check(draft, inputs, check._environment, diagnostics);
    }

    private void Empty(TemplateText template)
    {
        if (string.IsNullOrWhiteSpace(template.Node.Text))
        {
            _diagnostics.Add(SkillDiagnosticCode.EmptyMessage, template.Node, template.Name is null ? "This message has no text." : $"The partial '{template.Name}' has no text.");
        }
    }

    private void Includes(TemplateText template)
    {
        if (!template.Node.Text.Contains("{%", StringComparison.Ordinal))
        {
            return;
        }

        var partials = _draft.Skill.Partials;
        foreach (Match tag in IncludeTag().Matches(template.Node.Text))
        {
            var what = tag.Groups["what"].Value.AsSpan().TrimStart();
            var names = what is ['[' or '(', ..] ? Quoted().Matches(tag.Groups["what"].Value) : QuotedFirst().Matches(tag.Groups["what"].Value);
            _dynamic |= names.Count == 0;
            foreach (Match name in names)
            {
                var partial = name.Groups["name"].Value;
                AddEdge(template, partial);
                if (!partials.ContainsKey(partial) && !tag.Groups["what"].Value.Contains("ignore missing", StringComparison.Ordinal) && names.Count == 1)
                {
                    var quoted = name.Groups["name"].Index - 1;
                    var at = ScalarPlaces.Of(template.Node, tag.Groups["what"].Index + quoted);
                    _diagnostics.Add(SkillDiagnosticCode.UnknownPartial, template.Node.Source, at, partial.Length + 2, $"There is no partial '{partial}'.{NearestName.Hint(partial, partials.Keys)} Declare it under 'partials'.");
                }
            }
        }
    }

    private void AddEdge(TemplateText template, string partial)
    {
        _included.Add(partial);
        (_edges.TryGetValue(template.Name ?? "", out var targets) ? targets : _edges[template.Name ?? ""] = []).Add(partial);
    }

    // order.items is the method of that name, as in Python, though the input has a field called so.
    private void Methods(TemplateText template)
    {
        foreach (var tag in template.IsExpression ? [(0, template.Node.Text)] : TemplateTags.In(template.Node.Text).Where(static t => t.Text.Contains('.', StringComparison.Ordinal)))
        {
            foreach (var name in Method().Matches(tag.Text).Select(static m => m.Groups["name"]).Where(g => _fields.Value.Contains(g.Value)))
            {
                var at = ScalarPlaces.Of(template.Node, tag.Index + name.Index);
                _diagnostics.Add(SkillDiagnosticCode.MethodName, template.Node.Source, at, name.Length, $"In Jinja2 '.{name.Value}' is the method of every mapping, not the field. Write ['{name.Value}'].");
            }
        }
    }

    // Every property name anywhere in the input schema.
    private static HashSet<string> Fields(JsonSubschema? schema)
    {
        var (fields, pending) = (new HashSet<string>(), new Stack<JsonSubschema>(schema is null ? [] : [schema]));
        while (pending.TryPop(out var next))
        {
            fields.UnionWith(next.Properties.Select(static p => p.Name));
            foreach (var below in next.Subschemas)
            {
                pending.Push(below);
            }
        }

        return fields;
    }

    private IReadOnlyList<MapEntry> Declared => (_draft.Root.Find("partials")?.Value as MapNode)?.Entries ?? [];

    private void UnusedPartials()
    {
        foreach (var (key, _) in Declared.Where(e => !_dynamic && _draft.Skill.Partials.ContainsKey(e.Key.Text) && !_included.Contains(e.Key.Text)))
        {
            _diagnostics.Add(SkillDiagnosticCode.UnusedPartial, key, $"No template includes the partial '{key.Text}'.");
        }
    }

    private void PartialCycles()
    {
        var done = new HashSet<string>();
        foreach (var (key, _) in Declared)
        {
            if (Circle(key.Text, done) is { } circle)
            {
                _diagnostics.Add(SkillDiagnosticCode.PartialCycle, key, $"Partials include each other in a circle: {string.Join(" → ", circle)}.");
                return;
            }
        }
    }

    // A file may hold thousands of partials in a row: their includes are followed without recursion.
    private List<string>? Circle(string start, HashSet<string> done)
    {
        var path = new List<(string Name, int Next)> { (start, 0) };
        var on = new HashSet<string> { start };
        while (path.Count > 0)
        {
            var (name, next) = path[^1];
            var targets = _edges.GetValueOrDefault(name) ?? [];
            if (next == targets.Count)
            {
                done.Add(name);
                on.Remove(name);
                path.RemoveAt(path.Count - 1);
                continue;
            }

            path[^1] = (name, next + 1);
            var target = targets[next];
            if (on.Contains(target))
            {
                return [.. path.Select(static p => p.Name).SkipWhile(n => n != target), target];
            }

            if (!done.Contains(target))
            {
                path.Add((target, 0));
                on.Add(target);
            }
        }

        return null;
    }

    private void UnusedInputs()
    {
        if (_draft.Definition.Format is SkillFileFormat.AgentSkill || UsedBy(_draft) is not { Count: > 0 } templates)
        {
            return;
        }

        var texts = templates.Select(static t => t.IsExpression ? t.Node.Text : string.Join(' ', TemplateTags.In(t.Node.Text).Select(static tag => tag.Text))).ToList();
        if (texts.Exists(static t => t.Contains("inputs", StringComparison.Ordinal) && AllInputs().IsMatch(t)))
        {
            return;
        }

        var words = texts.SelectMany(static t => Word().Matches(t)).Select(static m => m.Value).ToHashSet();
        words.UnionWith(_draft.Skill.Messages.Select(static m => m.History).OfType<string>());
        HashSet<string>? marked = null;
        foreach (var (name, node) in InputNames(_draft).Where(i => !words.Contains(i.Name)))
        {
            var looksUsed = (marked ??= [.. templates.SelectMany(static t => Marked().Matches(t.Node.Text)).Select(static m => m.Groups["name"].Value)]).Contains(name);
            _diagnostics.Add(SkillDiagnosticCode.UnusedInput, node, $"The input '{name}' is declared, but no template uses it.{(looksUsed ? $" Write {{{{ {name} }}}} where it is to be filled in." : "")}");
        }
    }

    // A step without inputs of its own passes on whatever the skill it runs declares.
    private static IReadOnlyList<TemplateText> UsedBy(SkillDraft draft) => draft.Skill.Composition switch
    {
        null => draft.Templates,
        { } composition when composition.Steps.All(static s => s.Inputs is not null) => [.. new StepTexts(composition, draft.Root).All().Select(static t => t.Text)],
        _ => [],
    };

    /// <summary>The declared inputs, each with the place of its declaration.</summary>
    public static IEnumerable<(string Name, SkillNode Node)> InputNames(SkillDraft draft)
    {
        if (draft.InputPlaces.Count > 0)
        {
            return draft.InputPlaces.Where(static p => p.Key.StartsWith("/properties/", StringComparison.Ordinal) && p.Key.IndexOf('/', 12) < 0)
                .Select(static p => (p.Key[12..].Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal), p.Value));
        }

        return draft.Place("/input/schema/properties") is MapNode properties && (draft.Root.Find("input")?.Value as MapNode)?.Find("schema")?.Value is MapNode schema && schema.Find("properties")?.Value == properties
            ? properties.Entries.Select(static e => (e.Key.Text, (SkillNode)e.Key))
            : [];
    }

    [GeneratedRegex(@"\{%[-+]?\s*(include|import|from|extends)\s(?<what>[^%]*)%\}", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex IncludeTag();

    [GeneratedRegex("""["'](?<name>[^"']*)["']""", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Quoted();

    [GeneratedRegex("""^\s*(?<quoted>"(?<name>[^"]*)"|'(?<name>[^']*)')""", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex QuotedFirst();

    [GeneratedRegex(@"[\w\])]\s*\.\s*(?<name>items|keys|values|get|copy|pop|update|clear)\s*([^\s\w(]|[\s]\w|$)", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Method();

    [GeneratedRegex(@"\w+")]
    private static partial Regex Word();

    // Other template languages write {name}, $name, <name>, [name], %name% or @name.
    [GeneratedRegex(@"([{$<\[%@]|\{\{\s*)(?<name>\w+)", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Marked();

    // The inputs as a whole: the name without a field behind it.
    [GeneratedRegex(@"\binputs\s*([|,)\]%}-]|$)", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex AllInputs();
}
