using Skills.Engine.Composition;
using Skills.Engine.Definitions;
using Skills.Engine.Prompts;
using Skills.Engine.SkillFiles.Reading;
using Skills.Engine.SkillFiles.Sources;
using Skills.Jinja;
using Skills.JsonSchema;

namespace Skills.Engine.SkillFiles.Checks;

/// <summary>The templates of a composed skill as they stand in its file, and the names they may use.</summary>
internal sealed class StepTexts(SkillComposition composition, MapNode root)
{
    private readonly JinjaEnvironment _environment = new StepTemplates().Environment;

    private readonly Dictionary<string, MapNode> _nodes = ((root.Find("steps")?.Value as ListNode)?.Items ?? []).OfType<MapNode>()
        .GroupBy(static n => StepSection.Key((n.Find("name")?.Value as ScalarNode)?.Text ?? (n.Find("skill")?.Value as ScalarNode)?.Text.Split('@')[0] ?? ""))
        .ToDictionary(static g => g.Key, static g => g.First());

    /// <summary>The mapping a step was read from; null for one made in code.</summary>
    public MapNode? NodeOf(SkillCall step) => _nodes.GetValueOrDefault(step.Key);

    /// <summary>Reports what cannot be parsed, steps that do not exist, and names that nothing declares.</summary>
    /// <param name="inputs">The input schema of the composed skill; null when nothing is known of it.</param>
    /// <param name="diagnostics">Takes the findings.</param>
    public void Check(SchemaView? inputs, DiagnosticList diagnostics)
    {
        var (once, each) = (Seen(isEach: false, inputs, static _ => null), Seen(isEach: true, inputs, static _ => null));
        foreach (var (step, text) in All())
        {
            TemplateSyntax.Check(text, _environment, diagnostics);
            foreach (var use in TemplateNames.Uses(text, _environment, step is { ForEach: not null } ? each : once))
            {
                Report(use, step, text.Node, diagnostics);
            }
        }
    }

    /// <summary>Reports outputs that the skills run cannot give.</summary>
    /// <param name="outputsOf">The output schema of the skill a step runs; null when it is not known.</param>
    /// <param name="diagnostics">Takes the findings.</param>
    public void CheckOutputs(Func<SkillCall, SchemaView?> outputsOf, DiagnosticList diagnostics)
    {
        var outputs = composition.Steps.GroupBy(static s => s.Key).ToDictionary(static g => g.Key, g => outputsOf(g.Last()));
        var seen = Seen(isEach: true, null, step => outputs[step.Key]);
        foreach (var (_, text) in All())
        {
            foreach (var use in TemplateNames.Uses(text, _environment, seen))
            {
                if (use.Path.Split('.', '[') is ["steps", var key, "outputs", _, ..] && composition.Steps.FirstOrDefault(s => s.Key == key) is { } source)
                {
                    var code = outputs[key] is not { IsClosed: true } || use.IsGuarded ? SkillDiagnosticCode.StepField with { Severity = DiagnosticSeverity.Warning } : SkillDiagnosticCode.StepField;
                    Add(code, use, text.Node, $"The skill '{source.Skill}' gives no output '{use.Path[(use.Path.IndexOf("outputs", StringComparison.Ordinal) + 7)..].TrimStart('.')}'.{TemplateNames.HintFor(use, "")}", diagnostics);
                }
            }
        }
    }

    /// <summary>Every template, with the step whose inputs it fills in.</summary>
    public IEnumerable<(SkillCall? Step, TemplateText Text)> All()
    {
        foreach (var step in composition.Steps)
        {
            if (NodeOf(step) is not { } node)
            {
                continue;
            }

            foreach (var text in Texts(node.Find("inputs")?.Value))
            {
                yield return (step, new(null, text));
            }

            if (node.Find("when")?.Value is ScalarNode { Kind: ScalarKind.String } when)
            {
                yield return (null, new(null, when, !StepTemplates.IsWhole(when.Text)));
            }

            // The condition and what gives the entries are asked once, before there is an entry.
            if ((node.Find("for_each") ?? node.Find("forEach"))?.Value is ScalarNode { Kind: ScalarKind.String } each)
            {
                yield return (null, new(null, each, !StepTemplates.IsWhole(each.Text)));
            }
        }

        foreach (var text in Texts((root.Find("output")?.Value as MapNode)?.Find("value")?.Value))
        {
            yield return (null, new(null, text));
        }
    }

    /// <summary>Every text of a value.</summary>
    public static IEnumerable<ScalarNode> Texts(SkillNode? node) => node switch
    {
        ScalarNode { Kind: ScalarKind.String } text => [text],
        ListNode list => list.Items.SelectMany(Texts),
        MapNode map => map.Entries.SelectMany(static e => Texts(e.Value)),
        _ => [],
    };

    // What a text of the step may read: the inputs, on their own and as one, the steps, and the entry of a list.
    private KnownNames Seen(bool isEach, SchemaView? inputSchema, Func<SkillCall, SchemaView?> outputsOf)
    {
        var steps = composition.Steps.GroupBy(static c => c.Key).ToDictionary(static g => g.Key, g => (IJinjaShape?)StepShape(g.Last(), outputsOf));
        var inputs = SchemaNames.Of(inputSchema);
        var names = new Dictionary<string, IJinjaShape?> { ["steps"] = new KnownNames(steps), ["inputs"] = inputs };
        if (isEach)
        {
            names["item"] = names["index"] = null;
        }

        return new(names, inputs, isOpen: inputs is null);
    }

    private static KnownNames StepShape(SkillCall call, Func<SkillCall, SchemaView?> outputsOf)
    {
        var outputs = SchemaNames.Of(outputsOf(call));
        return new(new Dictionary<string, IJinjaShape?> { ["outputs"] = call.ForEach is null || outputs is null ? outputs : new ListNames(outputs), ["status"] = null });
    }

    private void Report(JinjaNameUse use, SkillCall? step, ScalarNode node, DiagnosticList diagnostics)
    {
        var path = use.Path.Split('.');
        var (code, sentence) = path switch
        {
            ["steps", var key] => (SkillDiagnosticCode.UnknownStep, $"There is no step '{key}'.{NearestName.Hint(key, composition.Steps.Select(static s => s.Key))}"),
            ["steps", var key, var member] => (SkillDiagnosticCode.UndeclaredName, $"The step '{key}' has 'outputs' and 'status', but no '{member}'.{TemplateNames.HintFor(use, "")}"),
            ["item" or "index", ..] when step is not { ForEach: not null } => (SkillDiagnosticCode.UndeclaredName, $"'{path[0]}' is there only in the inputs of a step with 'for_each'."),
            ["loop", var member] => (SkillDiagnosticCode.UndeclaredName, $"A loop has no '{member}'.{TemplateNames.HintFor(use, "")}"),
            _ => (SkillDiagnosticCode.UndeclaredName, $"Neither the inputs nor the steps have '{use.Path}'.{TemplateNames.HintFor(use, " Declare it under 'input.schema'.")}"),
        };
        Add(use.IsGuarded ? code with { Severity = DiagnosticSeverity.Warning } : code, use, node, sentence, diagnostics);
    }

    private static void Add(SkillDiagnosticCode code, JinjaNameUse use, ScalarNode node, string sentence, DiagnosticList diagnostics) =>
        diagnostics.Add(code, node.Source, ScalarPlaces.Of(node, use.Line, use.Column), TemplateNames.LengthOf(use), sentence);
}
