using System.Text.Json;
using System.Text.Json.Nodes;
using Skills.Engine.Definitions;
using Skills.Engine.SkillFiles.Reading;
using Skills.Engine.SkillFiles.Sources;
using Skills.JsonSchema;

namespace Skills.Engine.SkillFiles.Checks;

/// <summary>Holds examples, defaults and test inputs against the skill's schemas.</summary>
internal sealed class ValueCheck(SkillDraft draft, CheckedSchemas schemas, DiagnosticList diagnostics)
{
    public void Run()
    {
        Defaults();
        Examples();
        Tests();
    }

    private void Defaults()
    {
        if (schemas.Input is null || draft.Skill.InputDefaults is not { } defaults)
        {
            return;
        }

        foreach (var error in Errors(schemas.Input, defaults).Where(static e => e is not { Keyword: "required", InstanceLocation: "" }))
        {
            diagnostics.Add(SkillDiagnosticCode.BadDefault, draft.Place("/input/defaults" + error.InstanceLocation), error.Message);
        }

        var view = schemas.Input.View;
        if (view.Properties.Count > 0 && draft.Place("/input/defaults") is MapNode map)
        {
            foreach (var (key, _) in map.Entries.Where(e => view.Property(e.Key.Text) is null))
            {
                diagnostics.Add(SkillDiagnosticCode.DeadOption, key, $"The input schema declares no input '{key.Text}' for this default.{NearestName.Hint(key.Text, view.Properties.Select(static p => p.Name))}");
            }
        }
    }

    private void Examples()
    {
        if (draft.Root.Find("examples")?.Value is not ListNode list)
        {
            return;
        }

        foreach (var item in list.Items.OfType<MapNode>())
        {
            if (schemas.Input is not null && item.Find("input")?.Value is { } input)
            {
                foreach (var error in Errors(schemas.Input, WithDefaults(input.ToJson())))
                {
                    diagnostics.Add(SkillDiagnosticCode.ExampleInput, Place(input, error), error.Message);
                }
            }

            if (schemas.Output is not null && item.Find("output")?.Value is { } output)
            {
                foreach (var error in Errors(schemas.Output, output.ToJson()))
                {
                    diagnostics.Add(SkillDiagnosticCode.ExampleOutput, Place(output, error), error.Message);
                }
            }
        }
    }

    private void Tests()
    {
        if (schemas.Input is null)
        {
            return;
        }

        foreach (var item in draft.Tests)
        {
            if (item.Find("input")?.Value is not { } input || ExpectsFailure(item))
            {
                continue;
            }

            foreach (var error in Errors(schemas.Input, WithDefaults(input.ToJson())))
            {
                diagnostics.Add(SkillDiagnosticCode.BadTest, Place(input, error), $"{error.Message} If the case is about that, let it expect 'status: failed'.");
            }
        }
    }

    // A property too many is shown itself, not the mapping it stands in.
    private static SkillNode Place(SkillNode value, SchemaError error)
    {
        var node = value.Nearest(error.InstanceLocation);
        return error.ForbiddenProperty is { } name && node is MapNode map && map.Find(name) is { } entry ? entry.Key : node;
    }

    private static bool ExpectsFailure(MapNode test) => test.Find("expect")?.Value is ListNode expect
        && expect.Items.OfType<MapNode>().Any(static e => e.Find("status")?.Value is ScalarNode { Text: not "success" } || e.Entries.Any(static k => k.Key.Text is "error" or "errors"));

    private JsonElement WithDefaults(JsonElement input)
    {
        if (draft.Skill.InputDefaults is not { ValueKind: JsonValueKind.Object } defaults || input.ValueKind != JsonValueKind.Object)
        {
            return input;
        }

        var merged = JsonObject.Create(input)!;
        foreach (var property in defaults.EnumerateObject().Where(p => !merged.ContainsKey(p.Name)))
        {
            merged[property.Name] = JsonTrees.ToNode(property.Value);
        }

        return JsonTrees.ToElement(merged);
    }

    private static IReadOnlyList<SchemaError> Errors(JsonSchemaValidator schema, JsonElement value)
    {
        var result = schema.Validate(value);
        return result.IsValid ? [] : result.Errors;
    }
}
