using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Skills.Engine.Catalog;
using Skills.Engine.Definitions;
using Skills.Engine.SkillFiles.Sources;

namespace Skills.Engine.SkillFiles.Reading;

/// <summary>Reads the steps of a composed skill.</summary>
internal sealed partial class StepSection(ReadingContext context)
{
    private readonly DiagnosticList _diagnostics = context.Diagnostics;

    /// <summary>The composition; null when the file has no steps.</summary>
    public SkillComposition? Read(KeyReader keys, JsonElement? output, int? maxParallel)
    {
        if (keys.Take("steps") is not { } node)
        {
            return null;
        }

        var steps = new List<SkillCall>();
        foreach (var item in keys.Items("steps"))
        {
            if (steps.Count == context.Limits.MaxSteps)
            {
                _diagnostics.Add(SkillDiagnosticCode.BadStep, item, $"More than {context.Limits.MaxSteps} steps; this one and the rest are left out. Raise SkillDefinitionOptions.MaxSteps.");
                break;
            }

            if (keys.AsMap(item, "A step") is { } map && Step(new(map, "a step", _diagnostics), steps) is { } step)
            {
                steps.Add(step);
            }
        }

        if (node is ListNode { Items.Count: 0 })
        {
            _diagnostics.Add(SkillDiagnosticCode.BadStep, node, "'steps' must have at least one step.");
        }

        return new() { Steps = steps, Output = output, MaxParallel = maxParallel ?? 4 };
    }

    private SkillCall? Step(KeyReader keys, List<SkillCall> before)
    {
        var skill = keys.RequiredText("skill");
        var name = keys.TextNode("name");
        var key = Key(name?.Text ?? skill?.Split('@')[0] ?? "");
        if (key.Length == 0)
        {
            keys.Missing("name");
        }
        else if (before.Exists(s => s.Key == key))
        {
            _diagnostics.Add(SkillDiagnosticCode.BadStep, name ?? keys.Map.Find("skill")?.Value ?? keys.Map, $"Two steps are addressed as '{key}'. Give one another name.");
            key = "";
        }

        if (skill is not null && !SkillReference.TryParse(skill, out _))
        {
            _diagnostics.Add(SkillDiagnosticCode.BadForm, keys.Map.Find("skill")!.Value, "'skill' must be name or name@range, such as code-review@^1.");
        }

        var limits = keys.Section("limits");
        var step = new SkillCall
        {
            Key = key,
            Skill = skill ?? "",
            Inputs = keys.MapOf("inputs")?.ToJson(),
            When = Expression(keys.AsText(keys.Take("when"), "'when'")),
            ForEach = Expression(keys.AsText(keys.Take("for_each", "forEach"), "'for_each'")),
            MaxParallel = keys.Int("maxParallel", 1, 64),
            After = [.. keys.Texts("after", distinct: true).Select(Key)],
            Limits = limits is null ? new() : SkillFormReader.LimitKeys(limits),
            ContinueOnError = keys.Word("onError", [("fail", false), ("continue", true)]) ?? false,
        };
        limits?.End();
        keys.End();
        return key.Length == 0 || skill is null ? null : step;
    }

    private static string? Expression(ScalarNode? node) => node?.Text;

    /// <summary>How expressions address a step: 'Generate API' is generate_api.</summary>
    internal static string Key(string name)
    {
        var key = new StringBuilder();
        foreach (var c in NotWord().Replace(name.Trim(), "_").Trim('_'))
        {
            key.Append(char.ToLowerInvariant(c));
        }

        return key.Length > 0 && char.IsAsciiDigit(key[0]) ? "_" + key : key.ToString();
    }

    [GeneratedRegex(@"\W+", RegexOptions.NonBacktracking)]
    private static partial Regex NotWord();
}
