using System.Text.Json;
using Skills.Engine.Definitions;
using Skills.Engine.SkillFiles.Sources;

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

        texts.CheckOutputs(step => state.Find(step.Skill)?.Skill.OutputSchema, found);
    }

    private static void Inputs(SkillCall step, Skill called, Skill skill, MapNode node, DiagnosticList found)
    {
        if (called.InputSchema is not { ValueKind: JsonValueKind.Object } schema)
        {
            return;
        }

        var given = step.Inputs is { } inputs
            ? inputs.EnumerateObject().Select(static p => p.Name).ToHashSet()
            : Names(skill.InputSchema, "properties");
        var place = node.Find("inputs")?.Value ?? node;
        foreach (var name in Required(schema).Where(n => !given.Contains(n) && !Names(called.InputDefaults, null).Contains(n)))
        {
            found.Add(SkillDiagnosticCode.StepInputs, place, $"The skill '{called.Slug}' needs the input '{name}', which the step '{step.Key}' does not give.");
        }

        var known = Names(schema, "properties");
        if (step.Inputs is null || !schema.TryGetProperty("additionalProperties", out var more) || more.ValueKind != JsonValueKind.False)
        {
            return;
        }

        foreach (var name in given.Where(n => !known.Contains(n)))
        {
            var key = (place as MapNode)?.Find(name)?.Key;
            found.Add(SkillDiagnosticCode.StepInputs, key ?? place, $"The skill '{called.Slug}' takes no input '{name}'.{NearestName.Hint(name, known)}");
        }
    }

    private static IEnumerable<string> Required(JsonElement schema) =>
        schema.TryGetProperty("required", out var required) && required.ValueKind == JsonValueKind.Array ? required.EnumerateArray().Select(static r => r.GetString() ?? "") : [];

    private static HashSet<string> Names(JsonElement? value, string? keyword)
    {
        if (value is not { ValueKind: JsonValueKind.Object } map || (keyword is not null && (!map.TryGetProperty(keyword, out map) || map.ValueKind != JsonValueKind.Object)))
        {
            return [];
        }

        return [.. map.EnumerateObject().Select(static p => p.Name)];
    }
}
