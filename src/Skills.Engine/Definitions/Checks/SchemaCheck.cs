using System.Text.Json;
using Skills.JsonSchema;
using Validator = Skills.JsonSchema.JsonSchema;

namespace Skills.Engine.Definitions;

/// <summary>Compiles a skill's two schemas, and points at what is wrong in them.</summary>
internal static class SchemaCheck
{
    private static readonly JsonSchemaOptions Options = new() { AssertFormat = true };

    /// <summary>The compiled schemas; null where there is none or it is wrong.</summary>
    public static CheckedSchemas Run(SkillDraft draft, DiagnosticList diagnostics) => new(
        Compile(draft.Skill.InputSchema, "/input/schema", draft.InputPlaces, SkillDiagnosticCode.InputSchema, draft, diagnostics),
        Compile(draft.Skill.OutputSchema, "/output/schema", draft.OutputPlaces, SkillDiagnosticCode.OutputSchema, draft, diagnostics));

    private static Validator? Compile(
        JsonElement? schema,
        string root,
        IReadOnlyDictionary<string, SkillNode> places,
        SkillDiagnosticCode code,
        SkillDraft draft,
        DiagnosticList diagnostics)
    {
        if (schema is null)
        {
            return null;
        }

        if (places.Count == 0 && draft.Definition.Format == SkillFileFormat.Skill)
        {
            SchemaKeywords.Check(draft.Place(root), diagnostics);
        }

        try
        {
            return Validator.Compile(schema.Value, Options);
        }
        catch (JsonSchemaException e)
        {
            var pointer = Uri.UnescapeDataString(e.Location[(e.Location.IndexOf('#', StringComparison.Ordinal) + 1)..]);
            var node = places.Count > 0 ? Nearest(places, pointer) : draft.Place(root + pointer);
            var sentence = e.Message.StartsWith(e.Location + ": ", StringComparison.Ordinal) ? e.Message[(e.Location.Length + 2)..] : e.Message;
            diagnostics.Add(code, node, sentence);
            return null;
        }
    }

    private static SkillNode Nearest(IReadOnlyDictionary<string, SkillNode> places, string pointer)
    {
        while (!places.ContainsKey(pointer) && pointer.Length > 0)
        {
            pointer = pointer[..pointer.LastIndexOf('/')];
        }

        return places[pointer];
    }
}

/// <summary>A skill's schemas, compiled for checking.</summary>
internal sealed record CheckedSchemas(Validator? Input, Validator? Output);
