using System.Text.Json;
using System.Text.Json.Nodes;
using Skills.Engine.Catalog;
using Skills.Engine.Composition;
using Skills.Engine.Definitions;
using Skills.Engine.SkillFiles.Sources;
using Skills.JsonSchema;

namespace Skills.Engine.SkillFiles.Checks;

/// <summary>What can only be checked when all skills are known: the skills that steps run, and replacements.</summary>
internal sealed class CatalogCheck : ICatalogCheck
{
    public IReadOnlyList<SkillDiagnostic> Run(CatalogState state, IReadOnlyList<SkillReadResult> results)
    {
        var diagnostics = new List<SkillDiagnostic>();
        foreach (var result in results.Where(static r => r.Definition is not null))
        {
            var skill = result.Definition!.Skill;
            var found = new DiagnosticList { Skill = skill.Slug };
            var root = result.Origin as MapNode ?? new MapNode(new(result.Definition.Path ?? "(code)", ""), 0, 0, []);
            if (skill.Replacement is { } replacement && state.Find(replacement) is null)
            {
                found.Add(SkillDiagnosticCode.BadReplacement, root.Nearest("/replacement"), $"The replacement '{replacement}' is not loaded.{NearestName.Hint(replacement.Split('@')[0], state.Names)}");
            }

            if (skill.Composition is { } composition)
            {
                Steps(state, skill, composition, root, found);
            }

            diagnostics.AddRange(found.ToList());
        }

        return diagnostics;
    }

    private static void Steps(CatalogState state, Skill skill, SkillComposition composition, MapNode root, DiagnosticList found)
    {
        if (SkillCycles.Find(skill, name => state.Find(name)?.Skill) is { } circle)
        {
            found.Add(SkillDiagnosticCode.SkillCycle, root.Find("steps")?.Key ?? (SkillNode)root, $"Skills run each other in a circle: {string.Join(" → ", circle)}.");
        }

        var texts = new StepTexts(composition, root);
        foreach (var step in composition.Steps)
        {
            var node = texts.NodeOf(step);
            if (state.Find(step.Skill)?.Skill is { } called)
            {
                Inputs(step, called, skill, node ?? root, found);
                continue;
            }

            found.Add(SkillDiagnosticCode.MissingSkill, node?.Find("skill")?.Value ?? root, $"The skill '{step.Skill}' is not loaded.{NearestName.Hint(step.Skill.Split('@')[0], state.Names)}");
        }

        texts.CheckOutputs(step => Compiled(state.Find(step.Skill)?.Skill.OutputSchema)?.View, found);
    }

    private static void Inputs(SkillCall step, Skill called, Skill skill, MapNode node, DiagnosticList found)
    {
        if (Compiled(called.InputSchema) is not { } schema)
        {
            return;
        }

        var given = step.Inputs is { } inputs
            ? Names(inputs)
            : Compiled(skill.InputSchema)?.View.Properties.Select(static p => p.Name).ToHashSet() ?? [];
        var place = node.Find("inputs")?.Value ?? node;
        var defaults = Names(called.InputDefaults);
        foreach (var name in schema.View.Required.Where(n => !given.Contains(n) && !defaults.Contains(n)))
        {
            found.Add(SkillDiagnosticCode.StepInputs, place, $"The skill '{called.Slug}' needs the input '{name}', which the step '{step.Key}' does not give.");
        }

        Literals(step, called, schema, place, found);
        if (step.Inputs is null)
        {
            return;
        }

        var known = schema.View.Properties.Select(static p => p.Name).ToList();
        foreach (var name in given.Where(n => !schema.View.Takes(n)))
        {
            var key = (place as MapNode)?.Find(name)?.Key;
            found.Add(SkillDiagnosticCode.StepInputs, key ?? place, $"The skill '{called.Slug}' takes no input '{name}'.{NearestName.Hint(name, known)}");
        }
    }

    // What holds no template is known now.
    private static void Literals(SkillCall step, Skill called, JsonSchemaValidator schema, SkillNode place, DiagnosticList found)
    {
        if (step.Inputs is not { } inputs)
        {
            return;
        }

        var literals = new JsonObject();
        foreach (var input in inputs.EnumerateObject().Where(static p => !IsTemplate(p.Value)))
        {
            literals[input.Name] = JsonTrees.ToNode(input.Value);
        }

        var checkedInputs = schema.Validate(JsonTrees.ToElement(literals));
        foreach (var error in checkedInputs.IsValid ? [] : checkedInputs.Errors.Where(e => e.InstanceLocation.Length > 0 && schema.View.Takes(NameOf(e.InstanceLocation))))
        {
            found.Add(SkillDiagnosticCode.StepInputs, place.Nearest(error.InstanceLocation), $"The skill '{called.Slug}' does not take this input of the step '{step.Key}': {error.Message}");
        }
    }

    private static bool IsTemplate(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!.Contains("{{", StringComparison.Ordinal) || value.GetString()!.Contains("{%", StringComparison.Ordinal),
        JsonValueKind.Array => value.EnumerateArray().Any(IsTemplate),
        JsonValueKind.Object => value.EnumerateObject().Any(static p => IsTemplate(p.Value)),
        _ => false,
    };

    // The input an error is in; one that is not taken at all is reported as such.
    private static string NameOf(string pointer) =>
        pointer[1..].Split('/')[0].Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);

    private static JsonSchemaValidator? Compiled(JsonElement? schema) =>
        schema is { ValueKind: JsonValueKind.Object } given && SchemaCheck.TryCompile(given, out var compiled) is null ? compiled : null;

    private static HashSet<string> Names(JsonElement? map) =>
        map is { ValueKind: JsonValueKind.Object } given ? [.. given.EnumerateObject().Select(static p => p.Name)] : [];
}
